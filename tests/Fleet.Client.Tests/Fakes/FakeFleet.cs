using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Client.Tests.Fakes;

/// <summary>A server that answers what a test says, and a client of it whose clock runs as fast as the test does.</summary>
internal sealed class FakeFleet : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _clock;

    private FakeFleet(WebApplication server)
    {
        _server = server;
        _clock = RunClockAsync();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static async Task<FakeFleet> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(context => answer(context));
        await server.StartAsync();
        return new FakeFleet(server);
    }

    public async Task<FleetClient> CreateClientAsync(FleetClientOptions? options = null)
    {
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return await FleetClient.CreateAsync(
            (options ?? new FleetClientOptions { EventStallTimeout = TimeSpan.FromHours(12) }) with
            {
                RequestTimeout = TimeSpan.FromHours(12),
                KubeconfigContent = $$$"""
                    {"current-context": "fleet",
                     "contexts": [{"name": "fleet", "context": {"cluster": "fleet", "user": "admin"}}],
                     "clusters": [{"name": "fleet", "cluster": {"server": "{{{address}}}"}}],
                     "users": [{"name": "admin", "user": {"token": "secret"}}]}
                    """,
            },
            Time);
    }

    /// <summary>The position a request to <c>/events</c> resumes from; null for "from now on".</summary>
    public static long? Since(HttpContext context) => context.Request.Query.TryGetValue("since", out var text) ? long.Parse(text!, CultureInfo.InvariantCulture) : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _clock;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunClockAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
