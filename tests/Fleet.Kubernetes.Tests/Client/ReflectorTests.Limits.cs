using System.Collections.Concurrent;
using Fleet.Kubernetes.Client;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>Servers that are slow, silent, endless or too large.</summary>
public partial class ReflectorTests
{
    [Fact]
    public async Task A_server_that_asks_for_patience_gets_it()
    {
        var calls = 0;
        await using var server = new ScriptedServer(exchange => Interlocked.Increment(ref calls) == 1
            ? exchange.StatusAsync(429, "TooManyRequests", headers: "Retry-After: 100\r\n")
            : exchange.IsWatch ? Hold(exchange) : exchange.JsonAsync(List("10")));
        await using var run = await RunAsync(server, Pods, autoAdvance: false);
        await WaitAsync(() => _time.Timers.Contains(TimeSpan.FromSeconds(100)));
        _time.Advance(TimeSpan.FromSeconds(99));
        await run.SettleAsync();
        Assert.Equal(1, calls);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["Synced 10"], await run.TakeAsync(1));
    }

    [Fact]
    public async Task A_watch_that_falls_silent_is_opened_again_but_not_while_bookmarks_come()
    {
        var held = new ConcurrentQueue<ScriptedExchange>();
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10"));
                return;
            }

            await exchange.StartAsync();
            held.Enqueue(exchange);
            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods, autoAdvance: false);
        Assert.Equal(["Synced 10"], await run.TakeAsync(1));
        await WaitAsync(() => held.Count == 1);
        for (var minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            await held.First().EventAsync("BOOKMARK", $$"""{"metadata":{"resourceVersion":"{{20 + minute}}"} }""");
            Assert.Equal([$"Bookmark {20 + minute}"], await run.TakeAsync(1));
            await WaitAsync(() => run.Status.Lag < TimeSpan.FromSeconds(1));
        }

        // Dripping bytes without ever finishing a line is silence, too.
        await held.First().ChunkAsync("{");
        for (var seconds = 0; seconds < 300 && run.Status.State != ReflectorState.BackingOff; seconds += 30)
        {
            await AdvanceAsync(run, TimeSpan.FromSeconds(30));
        }

        await run.UntilAsync(status => status.State == ReflectorState.BackingOff);
        Assert.IsType<ClusterUnreachableException>(run.Status.LastError);
        run.AutoAdvance = true;
        await run.UntilAsync(_ => held.Count == 2);
        Assert.Contains("resourceVersion=22&", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_holds_the_server_back()
    {
        var sent = 0L;
        var pod = Pod("big", 0, new string('x', 64 << 10));
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10"));
                return;
            }

            await exchange.StartAsync();
            for (var i = 11; i < 5000; i++)
            {
                await exchange.EventAsync("MODIFIED", pod.Replace("\"resourceVersion\":\"0\"", $"\"resourceVersion\":\"{i}\"", StringComparison.Ordinal));
                Interlocked.Exchange(ref sent, i - 10);
            }

            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods with { BufferCapacity = 4 }, autoAdvance: false);
        var seen = -1L;
        await WaitAsync(() => Interlocked.Exchange(ref seen, Interlocked.Read(ref sent)) is > 4 and var last && last == Interlocked.Read(ref sent) && run.Status.Buffered == 4, polls: 20);
        Assert.InRange(Interlocked.Read(ref sent), 5, 1000);

        // The stalled consumer is not a stalled server: no reconnect, however long it takes.
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["Synced 10", "Added big 11", "Modified big 12"], await run.TakeAsync(3));
        Assert.Null(run.Status.LastError);
    }

    [Fact]
    public async Task A_line_larger_than_allowed_costs_the_connection_and_the_reflector_goes_on()
    {
        var watches = 0;
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10"));
                return;
            }

            await exchange.StartAsync();
            if (Interlocked.Increment(ref watches) == 1)
            {
                for (var i = 0; i < 3000; i++)
                {
                    await exchange.ChunkAsync(new string('[', 32 << 10));
                }
            }

            await exchange.EventAsync("ADDED", Pod("a", 11));
            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods);
        Assert.Equal(["Synced 10", "Added a 11"], await run.TakeAsync(2));
        Assert.Contains("more than 8388608 bytes", Assert.IsType<MalformedResponseException>(run.Status.LastError).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_without_end_are_tried_ever_more_slowly_and_cost_nothing_else()
    {
        var calls = 0;
        await using var server = new ScriptedServer(exchange =>
        {
            Interlocked.Increment(ref calls);
            return exchange.AnswerAsync(503, "text/html", "<html>maintenance</html>");
        });
        await using var run = await RunAsync(server, Pods, autoAdvance: false);
        var delays = ((double[])[0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]).Select(TimeSpan.FromSeconds).ToList();
        for (var i = 0; i < delays.Count; i++)
        {
            await WaitAsync(() => _time.Timers.Count(delays.Contains) == i + 1);
            Assert.Equal(i + 1, calls);
            _time.Advance(delays[i]);
        }

        // After the last one the reflector has gone on by itself.
        Assert.Equal(delays, _time.Timers.Where(delays.Contains).Take(delays.Count));
    }

    [Fact]
    public async Task Watches_that_always_end_at_once_are_slowed_down_even_with_events()
    {
        var version = 10;
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10"));
                return;
            }

            await exchange.StartAsync();
            await exchange.EventAsync("ADDED", Pod($"p{++version}", version));
            await exchange.EndAsync();
        });
        await using var run = await RunAsync(server, Pods, autoAdvance: false);
        await run.UntilAsync(status => status.State == ReflectorState.BackingOff);
        Assert.Equal(5, server.Requests.Count);
        Assert.Contains("ended it at once", run.Status.LastError!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_events_are_held_back_by_their_bytes()
    {
        var sent = 0;
        var note = new string('x', 4 << 20);
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10"));
                return;
            }

            await exchange.StartAsync();
            for (var i = 11; i < 31; i++)
            {
                await exchange.EventAsync("MODIFIED", Pod("big", i, note));
                Interlocked.Increment(ref sent);
            }

            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods, autoAdvance: false);
        var seen = -1;
        await WaitAsync(() => Interlocked.Exchange(ref seen, sent) is > 2 and var last && last == sent, polls: 20);
        Assert.InRange(run.Status.Buffered, 2, 5);
        Assert.Equal(21, (await run.TakeAsync(21)).Count);
    }

    [Fact]
    public async Task Pages_without_end_are_given_up()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync(Page("10", "same", Pod("a", 5))));
        await using var run = await RunAsync(server, Pods, autoAdvance: false);
        await run.UntilAsync(status => status.Failures > 0);
        Assert.Contains("do not come to an end", run.Status.LastError!.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Pages_that_expire_are_asked_for_in_one_answer()
    {
        await using var server = new ScriptedServer(exchange => exchange switch
        {
            { IsWatch: true } => Hold(exchange),
            _ when exchange.Request.Contains("continue=", StringComparison.Ordinal) => exchange.StatusAsync(410, "Expired", "The provided continue parameter is too old"),
            _ when exchange.Request.Contains("limit=", StringComparison.Ordinal) => exchange.JsonAsync(Page("10", "next", Pod("a", 5), Pod("gone", 6))),
            _ => exchange.JsonAsync(List("12", Pod("a", 5), Pod("b", 11))),
        });
        await using var run = await RunAsync(server, Pods);
        Assert.Equal(["Added a 5", "Added gone 6", "Added b 11", "Tombstone gone 6", "Synced 12"], await run.TakeAsync(5));
        Assert.Equal("GET /api/v1/pods", server.Requests.ElementAt(2));
    }

    [Fact]
    public async Task More_objects_than_allowed_are_refused()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync(List("10", [.. Enumerable.Range(0, 50).Select(i => Pod($"p{i}", i))])));
        await using var run = await RunAsync(server, Pods with { MaxObjects = 10 }, autoAdvance: false);
        await run.UntilAsync(status => status.Failures > 0);
        Assert.Contains("more than 10 objects", run.Status.LastError!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_completes_the_events()
    {
        await using var server = new ScriptedServer(exchange => exchange.IsWatch ? Hold(exchange) : exchange.JsonAsync(List("10")));
        var run = await RunAsync(server, Pods);
        Assert.Equal(["Synced 10"], await run.TakeAsync(1));
        await run.DisposeAsync();
        Assert.Equal(ReflectorState.Stopped, run.Status.State);
        Assert.False(await run.Reflector.Events.WaitToReadAsync());
    }
}
