using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Cli.Workloads;
using Fleet.Client;

namespace Fleet.Cli.Resources;

/// <summary><c>fleet describe</c>: one object for a human to read.</summary>
internal static class DescribeCommand
{
    public static Command Create(CliContext context)
    {
        var resource = new Argument<string>("resource") { Description = "workload, cluster, …" };
        var name = new Argument<string>("name") { Description = "The object's name." };
        var namespaceName = CliOptions.Text("--namespace", "Its namespace, where several have the name.", "NAME", "-n");
        var command = new Command("describe", "Show one object in full: a workload with its parts and events.") { resource, name, namespaceName };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var found = ResourceNames.Find(await client.DiscoverAsync(cancellationToken), parsed.GetValue(resource)!);
            var page = found.Kind.GroupKind == new Fleet.Kubernetes.Resources.GroupKind(FleetKinds.Group, "Workload")
                ? await WorkloadAsync(context.Console, client, parsed.GetValue(name)!, parsed.GetValue(namespaceName), cancellationToken)
                : await ObjectAsync(context.Console, client, new ResourceListing(found, found.IsNamespaced ? parsed.GetValue(namespaceName) : null, null, $"metadata.name={parsed.GetValue(name)}"), parsed.GetValue(name)!, cancellationToken);
            await context.Console.Output.WriteAsync(page);
            return ExitCode.Clean;
        });
    }

    private static async Task<string> WorkloadAsync(CliConsole console, FleetClient client, string name, string? namespaceName, CancellationToken cancellationToken)
    {
        var found = await WorkloadFinder.FindAsync(client, name, namespaceName, cancellationToken);
        return await WorkloadPage.WriteAsync(await client.DescribeAsync(found.Namespace, found.Name, cancellationToken), console.Time.GetUtcNow());
    }

    private static async Task<string> ObjectAsync(CliConsole console, FleetClient client, ResourceListing listing, string name, CancellationToken cancellationToken)
    {
        var found = await listing.ObjectsAsync(client, cancellationToken);
        if (found.Count == 0)
        {
            throw new UsageException($"{listing.Resource.Resource.Resource} \"{name}\" was not found.");
        }

        return await ObjectPage.WriteAsync(found[0], console.Time.GetUtcNow());
    }
}
