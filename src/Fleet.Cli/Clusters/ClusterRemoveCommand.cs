using System.CommandLine;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Clusters;

/// <summary><c>fleet cluster remove</c>: takes a cluster out of the fleet.</summary>
internal static class ClusterRemoveCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "The cluster's name in the fleet." };
        var objects = new Option<string>("--objects") { Description = "What happens to what the fleet owns there.", HelpName = "keep|delete", DefaultValueFactory = _ => "keep" };
        objects.AcceptOnlyFromAmong("keep", "delete");
        var yes = new Option<bool>("--yes", "-y") { Description = "Does not ask." };
        var command = new Command("remove", "Take a cluster out of the fleet.") { name, objects, yes };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var cluster = await client.Clusters.GetAsync(parsed.GetValue(name)!, cancellationToken: cancellationToken);
            var removal = parsed.GetValue(objects)!;
            if (!parsed.GetValue(yes) && !await IsConfirmedAsync(context.Console, cluster, removal, cancellationToken))
            {
                await context.Console.Error.WriteLineAsync("Nothing was changed.");
                return ExitCode.Found;
            }

            var address = new ResourceAddress(new(FleetKinds.Group, FleetKinds.Version, "clusters"), Name: cluster.Name);
            await client.Api.PatchAsync(address, PatchType.Merge, DocumentNode.Object(("spec", DocumentNode.Object(("removal", removal)))).ToDocument(), new WriteOptions { FieldManager = "fleet" }, cancellationToken);
            await client.Api.DeleteAsync(address, new DeleteOptions { Uid = cluster.Uid }, cancellationToken);
            await context.Console.Output.WriteAsync($"cluster/{cluster.Name} removed\n");
            return ExitCode.Clean;
        });
    }

    private static async Task<bool> IsConfirmedAsync(CliConsole console, FleetCluster cluster, string removal, CancellationToken cancellationToken)
    {
        if (!console.IsInputTerminal)
        {
            throw new UsageException($"Removing {cluster.Name} asks first, and stdin is no terminal; --yes is needed.");
        }

        var consequence = removal == "keep" ? "What the fleet owns there stays" : "What the fleet owns there is DELETED";
        await console.Error.WriteAsync($"Remove {cluster.Name} with {cluster.Workloads()} workloads from the fleet? {consequence}. [y/N] ");
        return await console.Input.ReadLineAsync(cancellationToken) is "y" or "Y" or "yes";
    }
}
