using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Resources;

/// <summary><c>fleet delete</c>: deletes declared objects.</summary>
internal static class DeleteCommand
{
    public static Command Create(CliContext context)
    {
        var resource = new Argument<string>("resource") { Description = "project, accessgrant, …" };
        var names = new Argument<string[]>("name") { Description = "The objects' names.", Arity = ArgumentArity.OneOrMore };
        var namespaceName = CliOptions.Text("--namespace", "Their namespace, for resources that have one.", "NAME", "-n");
        var command = new Command("delete", "Delete objects of the fleet.") { resource, names, namespaceName };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var found = ResourceNames.Find(await client.DiscoverAsync(cancellationToken), parsed.GetValue(resource)!);
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
