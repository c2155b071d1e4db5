using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;

namespace Fleet.Cli.Workloads;

/// <summary><c>fleet tree</c>: what a workload is made of.</summary>
internal static class TreeCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("workload") { Description = "Its name, as 'fleet get workloads' shows it." };
        var namespaceName = CliOptions.Text("--namespace", "Its namespace, where several have the name.", "NAME", "-n");
        var command = new Command("tree", "Show what a workload is made of, with the health of each part.") { name, namespaceName };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var workload = await WorkloadFinder.FindAsync(client, parsed.GetValue(name)!, parsed.GetValue(namespaceName), cancellationToken);
            var description = await client.DescribeAsync(workload.Namespace, workload.Name, cancellationToken);
            context.Console.Rich().Write(OwnerTree.Build(description));
            return ExitCode.Clean;
        });
    }
}
