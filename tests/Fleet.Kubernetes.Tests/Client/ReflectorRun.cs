using System.Diagnostics;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>A running reflector whose events are read as short texts. While it backs off, the fake clock is moved on.</summary>
internal sealed class ReflectorRun : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly FakeTimeProvider _time;
    private readonly Task _running;

    private ReflectorRun(Reflector reflector, FakeTimeProvider time, bool autoAdvance)
    {
        Reflector = reflector;
        _time = time;
        AutoAdvance = autoAdvance;
        _running = reflector.RunAsync(_stop.Token);
    }

    public Reflector Reflector { get; }

    public ReflectorStatus Status => Reflector.Status;

    public bool AutoAdvance { get; set; }

    public static async Task<ReflectorRun> StartAsync(ScriptedServer server, ReflectorOptions options, FakeTimeProvider time, bool autoAdvance) =>
        new(new Reflector(await server.ConnectAsync(time), options, random: () => 0), time, autoAdvance);

    /// <summary>Waits for a condition that stays true for some polls.</summary>
    public static async Task WaitAsync(Func<bool> condition, int polls = 1)
    {
        var started = Stopwatch.GetTimestamp();
        for (var held = 0; held < polls;)
        {
            held = condition() ? held + 1 : 0;
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, "The condition did not come true.");
            await Task.Delay(Poll);
        }
    }

    public Task UntilAsync(Func<ReflectorStatus, bool> condition) => WaitAsync(() =>
    {
        Advance();
        return condition(Status);
    });

    /// <summary>Lets what the reflector is doing come to its next wait.</summary>
    public async Task SettleAsync()
    {
        var last = Status;
        await WaitAsync(() => last == (last = Status), polls: 4);
    }

    public async Task<List<string>> TakeAsync(int count)
    {
        var events = new List<string>();
        var started = Stopwatch.GetTimestamp();
        while (events.Count < count)
        {
            Advance();
            while (events.Count < count && Reflector.Events.TryRead(out var next))
            {
                events.Add(Describe(next));
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"Only {string.Join(", ", events)} came; {Status}");
            await Task.Delay(Poll);
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Deadline);
    }

    private static string Describe(WatchEvent next) => next switch
    {
        { IsTombstone: true } => $"Tombstone {Name(next.Object)} {next.ResourceVersion}",
        { IsInitialEventsEnd: true } => $"Synced {next.ResourceVersion}",
        { Type: WatchEventType.Bookmark } => $"Bookmark {next.ResourceVersion}",
        _ => $"{next.Type} {Name(next.Object)} {next.ResourceVersion}",
    };

    private static string? Name(Document value) => value["metadata"u8]["name"u8].AsString();

    private void Advance()
    {
        if (AutoAdvance && Status.State == ReflectorState.BackingOff)
        {
            _time.Advance(TimeSpan.FromSeconds(61));
        }
    }
}
