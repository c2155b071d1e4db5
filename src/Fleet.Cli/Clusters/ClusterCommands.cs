using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Resources;
using Fleet.Cli.Terminal;

namespace Fleet.Cli.Clusters;

/// <summary><c>fleet cluster add|list|remove|rbac</c>.</summary>
internal static class ClusterCommands
{
    public static Command Create(CliContext context)
    {
        var format = CliOptions.Format("table", "wide", "json", "yaml", "name");
        var list = context.WithFleet(new Command("list", "List the fleet's clusters.") { format }, (client, parsed, cancellationToken) =>
            ListCommand.RunAsync(context.Console, client, "clusters", parsed.GetValue(format)!, cancellationToken));
        return new Command("cluster", "The clusters of the fleet.")
        {
            ClusterAddCommand.Create(context), list, ClusterRemoveCommand.Create(context), ClusterRbacCommand.Create(context),
        };
    }
}
