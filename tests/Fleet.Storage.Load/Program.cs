using System.Globalization;
using Fleet.Storage.Embedded;
using Fleet.Storage.Load;
using Microsoft.Extensions.Logging.Abstractions;

switch (args)
{
    // Writes until it is killed, saying on stdout what was acknowledged. Tests kill it with -9 and look whether all of that is there.
    case ["count", var folder, var writers]:
        await using (var store = await EmbeddedFleetStore.OpenAsync(
            new EmbeddedStoreOptions { Folder = folder }, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default))
        {
            Console.WriteLine("ready");
            var count = int.Parse(writers, CultureInfo.InvariantCulture);
            await Task.WhenAll(Enumerable.Range(0, count).Select(writer => new CountingWriter(store, writer).RunAsync(Console.Out)));
            await Task.Delay(Timeout.Infinite);
        }

        return 0;

    case ["bench"]:
        return await StorageBenchmark.RunAsync(TimeSpan.FromSeconds(5));

    case ["bench", var seconds]:
        return await StorageBenchmark.RunAsync(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));

    default:
        await Console.Error.WriteLineAsync("usage: Fleet.Storage.Load count FOLDER WRITERS | bench [SECONDS]");
        return 2;
}
