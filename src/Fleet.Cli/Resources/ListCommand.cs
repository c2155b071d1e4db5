using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;

namespace Fleet.Cli.Resources;

/// <summary>All objects of one resource, printed: what the <c>list</c> commands do.</summary>
internal static class ListCommand
{
    public static async Task<int> RunAsync(CliConsole console, FleetClient client, string resource, string format, CancellationToken cancellationToken)
    {
        var listing = new ResourceListing(ResourceNames.Find(await client.DiscoverAsync(cancellationToken), resource), null, null, null);
        if (format is "table" or "wide")
        {
            var table = new ServerTable(format == "wide", withNamespace: false);
            await listing.FillAsync(client, table, withObjects: false, cancellationToken);
            await table.WriteAsync(console.Output, console.UseColour);
            return ExitCode.Clean;
        }

        var objects = await listing.ObjectsAsync(client, cancellationToken);
        await console.Output.WriteAsync(format == "name" ? string.Concat(objects.Select(DocumentText.Name)) : DocumentText.OfList(objects, format));
        return ExitCode.Clean;
    }
}
