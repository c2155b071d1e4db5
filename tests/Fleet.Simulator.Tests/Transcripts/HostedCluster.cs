using Fleet.Simulator.Hosting;
using Fleet.Simulator.Time;
using Fleet.Testing.Transcripts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>A fleet of one new cluster on a manual clock, as <c>fleet simulate --empty --clock manual</c> runs it.</summary>
internal sealed class HostedCluster(SimulatedFleet fleet) : IAsyncDisposable
{
    private readonly HttpClient _administrator = fleet.CreateClient();
    private readonly HttpClient _anonymous = fleet.CreateClient(asAdministrator: false);

    public static async Task<HostedCluster> StartAsync() => new(await SimulatedFleet.StartAsync(
        new SimulatorOptions { Empty = true, Clock = ClockSpecification.Manual }, NullLoggerFactory.Instance, CancellationToken.None));

    public TranscriptTarget Target() => new(fleet.ClusterAddress("c1"), _administrator, _anonymous, fleet.AdvanceAsync);

    public async ValueTask DisposeAsync()
    {
        _administrator.Dispose();
        _anonymous.Dispose();
        await fleet.DisposeAsync();
    }
}
