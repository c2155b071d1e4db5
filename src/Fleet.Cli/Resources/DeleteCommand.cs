using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Resources;

namespace Fleet.Cli.Resources;

/// <summary><c>fleet delete</c>: deletes declared objects.</summary>
internal static class DeleteCommand
{
    private static readonly GroupResource Clusters = new(FleetKinds.Group, "clusters");

    public static Command Create(CliContext context)
    {
        var resource = new Argument<string>("resource") { Description = "project, accessgrant, …" };
        var names = new Argument<string[]>("name") { Description = "The objects' names.", Arity = ArgumentArity.OneOrMore };
        var namespaceName = CliOptions.Text("--namespace", "Their namespace, for resources that have one.", "NAME", "-n");
        var yes = new Option<bool>("--yes", "-y") { Description = "Deletes clusters too: the fleet lets go of them." };
        var command = new Command("delete", "Delete objects of the fleet.") { resource, names, namespaceName, yes };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var found = ResourceNames.Find(await client.DiscoverAsync(cancellationToken), parsed.GetValue(resource)!);
            if (found.Resource.GroupResource == Clusters && !parsed.GetValue(yes))
            {
                throw new UsageException("Deleting a cluster takes it out of the fleet: 'fleet cluster remove NAME' asks first and says what becomes of what the fleet owns there; --yes deletes it here.");
            }

            var place = found.IsNamespaced ? parsed.GetValue(namespaceName) ?? throw new UsageException($"--namespace is missing; {found.Resource.Resource} have one.") : null;
            foreach (var name in parsed.GetValue(names)!)
            {
                await client.Api.DeleteAsync(new ResourceAddress(found.Resource, place, name), cancellationToken: cancellationToken);
                await context.Console.Output.WriteAsync($"{found.Kind.GroupKind.ToString().ToLowerInvariant()}/{name} deleted\n");
            }

            return ExitCode.Clean;
        });
    }
}
