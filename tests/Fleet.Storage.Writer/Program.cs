using Fleet.Storage.Embedded;
using Fleet.Storage.Writer;
using Microsoft.Extensions.Logging.Abstractions;

// usage: Fleet.Storage.Writer FOLDER [WRITERS]
// Writes until it is killed, saying on stdout what was acknowledged. Tests kill it with -9 and look whether all of that is there.
var options = new EmbeddedStoreOptions { Folder = args[0] };
await using var store = await EmbeddedFleetStore.OpenAsync(options, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default);
Console.WriteLine("ready");
await Task.WhenAll(Enumerable.Range(0, args.Length > 1 ? int.Parse(args[1]) : 0).Select(writer => new CountingWriter(store, writer).RunAsync(Console.Out)));
await Task.Delay(Timeout.Infinite);
