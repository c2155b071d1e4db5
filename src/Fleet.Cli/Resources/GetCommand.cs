using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Resources;

/// <summary><c>fleet get</c>: objects of any resource the fleet serves, as the server's tables or as documents.</summary>
internal static class GetCommand
{
    public static Command Create(CliContext context)
    {
        var resource = new Argument<string>("resource") { Description = "clusters, workloads, projects, accessgrants, accesstokens, …" };
        var name = new Argument<string?>("name") { Description = "Only the object of this name.", Arity = ArgumentArity.ZeroOrOne };
        var selection = new SelectionOptions();
        var sort = CliOptions.Text("--sort", "A column or a field (status.pods.restarts); a leading - for descending.", "FIELD");
        var watch = new Option<bool>("--watch", "-w") { Description = "Goes on with every change, until stopped." };
        var format = CliOptions.Format("table", "wide", "json", "yaml", "name");
        var command = new Command("get", "List objects of the fleet.") { resource, name, sort, watch, format };
        selection.AddTo(command);
        return context.WithFleetUntilStopped(command, async (client, parsed, cancellationToken) =>
        {
            var listing = selection.Read(parsed, ResourceNames.Find(await client.DiscoverAsync(cancellationToken), parsed.GetValue(resource)!), parsed.GetValue(name));
            var run = new GetRun(context.Console, client, listing, parsed.GetValue(format)!, parsed.GetValue(name), parsed.GetValue(sort));
            return parsed.GetValue(watch) ? await run.WatchAsync(cancellationToken) : await run.PrintAsync(cancellationToken);
        });
    }

    /// <summary>One run of the command.</summary>
    private sealed class GetRun(CliConsole console, FleetClient client, ResourceListing listing, string format, string? name, string? sort)
    {
        private bool IsTable => format is "table" or "wide";

        public async Task<int> PrintAsync(CancellationToken cancellationToken)
        {
            if (IsTable)
            {
                var table = await console.WithProgressAsync("reading", _ => TableAsync(cancellationToken));
                CheckFound(table.Table.Count);
                await table.Table.WriteAsync(console.Output, console.UseColour);
                return ExitCode.Clean;
            }

            if (sort is not null)
            {
                throw new UsageException($"--sort: it is for tables; -o {format} prints objects in the order of namespace and name.");
            }

            var objects = await listing.ObjectsAsync(client, cancellationToken);
            CheckFound(objects.Count);
            await console.Output.WriteAsync(Text(objects));
            return ExitCode.Clean;
        }

        public async Task<int> WatchAsync(CancellationToken cancellationToken)
        {
            var (table, version) = await TableAsync(cancellationToken);
            if (IsTable)
            {
                await table.WriteAsync(console.Output, console.UseColour);
            }
            else
            {
                await WriteEachAsync(await listing.ObjectsAsync(client, cancellationToken));
            }

            var backoff = new Backoff(console.Time);
            while (true)
            {
                try
                {
                    await foreach (var next in client.Api.WatchAsync(listing.Collection, Options(version), cancellationToken))
                    {
                        version = await ShowAsync(next, table) ?? version;
                        backoff = new Backoff(console.Time);
                    }
                }
                catch (ClusterException error) when (error.IsTransient)
                {
                    await console.Error.WriteLineAsync($"{error.Message}; trying again.");
                }
                catch (KubernetesApiException gone) when (gone.IsExpired)
                {
                    await console.Error.WriteLineAsync("Changes were missed; what there is follows.");
                    version = await listing.FillAsync(client, table, withObjects: false, cancellationToken);
                    await table.WriteAsync(console.Output, console.UseColour);
                }

                await Task.Delay(backoff.Next(), console.Time, cancellationToken);
            }
        }

        private WatchOptions Options(string version) => new()
        {
            LabelSelector = listing.LabelSelector,
            FieldSelector = listing.FieldSelector,
            ResourceVersion = version,
            StallTimeout = TimeSpan.FromMinutes(4),
            Accept = IsTable ? ServerTable.Accept : "application/json",
        };

        /// <summary>Prints a change; gives the version to go on from, null when the event does not say.</summary>
        private async Task<string?> ShowAsync(WatchEvent next, ServerTable table)
        {
            if (next.Type == WatchEventType.Error)
            {
                throw KubernetesApiException.FromStatus($"{client.Name}: watch of /{listing.Collection.ToPath()}", next.Object.Root);
            }

            var version = VersionOf(next.Object);
            if (next.Type == WatchEventType.Bookmark)
            {
                return version;
            }

            if (IsTable)
            {
                table.Add(next.Object.Root);
                await table.WriteAsync(console.Output, console.UseColour);
            }
            else
            {
                await WriteEachAsync([next.Object]);
            }

            return version;
        }

        private static string? VersionOf(Document value)
        {
            var version = value["rows"u8][0]["object"u8]["metadata"u8]["resourceVersion"u8].AsString() ?? value["metadata"u8]["resourceVersion"u8].AsString();
            return string.IsNullOrEmpty(version) ? null : version;
        }

        private async Task<(ServerTable Table, string Version)> TableAsync(CancellationToken cancellationToken)
        {
            var table = new ServerTable(format == "wide", listing.Resource.IsNamespaced && listing.Namespace is null);
            var version = await listing.FillAsync(client, table, sort?.Contains('.', StringComparison.Ordinal) == true, cancellationToken);
            if (sort is not null && table.Count > 0)
            {
                table.Sort(sort);
            }

            return (table, version);
        }

        private void CheckFound(int count)
        {
            if (count == 0 && name is not null)
            {
                throw new UsageException($"{listing.Resource.Resource.Resource} \"{name}\" was not found{(listing.Namespace is null ? "" : $" in namespace {listing.Namespace}")}.");
            }

            if (count == 0 && IsTable)
            {
                console.Error.WriteLine($"No {listing.Resource.Resource.Resource} found.");
            }
        }

        private string Text(IReadOnlyList<Document> objects) => format == "name"
            ? string.Concat(objects.Select(DocumentText.Name))
            : name is not null && objects.Count == 1 ? DocumentText.Of(objects[0], format) : DocumentText.OfList(objects, format);

        /// <summary>A stream of documents: YAML separated by <c>---</c>, JSON one after the other.</summary>
        private async Task WriteEachAsync(IReadOnlyList<Document> objects)
        {
            foreach (var item in objects)
            {
                await console.Output.WriteAsync(format == "name" ? DocumentText.Name(item) : (format == "yaml" ? "---\n" : "") + DocumentText.Of(item, format));
            }

            await console.Output.FlushAsync();
        }
    }
}
