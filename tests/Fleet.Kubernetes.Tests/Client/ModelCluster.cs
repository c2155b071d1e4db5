using System.Globalization;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>
/// A small cluster that is right about its objects and unreliable about everything else, by a seed: it forgets history, cuts connections in the middle of
/// lines, repeats events, asks for patience, refuses streamed lists, expires continue tokens.
/// </summary>
internal sealed class ModelCluster(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, (long Version, int Uid)> _objects = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Type, string Json)> _history = [];
    private readonly bool _refusesStreams = seed % 3 == 0;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = 100;
    private int _uids;

    /// <summary>From here on it behaves.</summary>
    public bool IsCalm { get; set; }

    public Dictionary<string, string> Truth()
    {
        lock (_lock)
        {
            return _objects.ToDictionary(entry => entry.Key, entry => $"{entry.Value.Uid} {entry.Value.Version}");
        }
    }

    /// <summary>Changes something; sometimes forgets what was before.</summary>
    public void Step()
    {
        lock (_lock)
        {
            var name = $"o{_random.Next(12)}";
            _version++;
            if (!_objects.TryGetValue(name, out var current))
            {
                _objects[name] = (_version, ++_uids);
                Log("ADDED", name);
            }
            else if (_random.Next(3) == 0)
            {
                _objects[name] = (_version, current.Uid);
                Log("DELETED", name);
                _objects.Remove(name);
            }
            else
            {
                _objects[name] = (_version, current.Uid);
                Log("MODIFIED", name);
            }

            if (_random.Next(25) == 0)
            {
                _history.RemoveRange(0, _random.Next(_history.Count + 1));
            }
        }
    }

    public Task AnswerAsync(ScriptedExchange exchange)
    {
        var query = exchange.Request[(exchange.Request.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => pair.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        return Roll(12) switch
        {
            0 => exchange.StatusAsync(429, "TooManyRequests", headers: "Retry-After: 1\r\n"),
            1 => exchange.AnswerAsync(502, "text/html", "<html>"),
            2 => CutAsync(exchange),
            _ when exchange.IsWatch => WatchAsync(exchange, query),
            _ => ListAsync(exchange, query),
        };
    }

    private static async Task CutAsync(ScriptedExchange exchange)
    {
        await exchange.RawAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"kind\":\"PodList\",\"items\":[");
        exchange.Cut();
    }

    private async Task ListAsync(ScriptedExchange exchange, Dictionary<string, string> query)
    {
        string body;
        lock (_lock)
        {
            // A page is read as of now, whatever the first page said: worse than a real server.
            var from = query.GetValueOrDefault("continue", "");
            var limit = query.TryGetValue("limit", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : int.MaxValue;
            var page = _objects.Keys.Where(name => string.CompareOrdinal(name, from) > 0).Take(limit).ToList();
            var more = page.Count > 0 && _objects.Keys.Any(name => string.CompareOrdinal(name, page[^1]) > 0);
            body = from.Length > 0 && RollNeedsLock(6) == 0
                ? ""
                : $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{_version}}","continue":"{{(more ? page[^1] : "")}}"},"items":[{{string.Join(',', page.Select(Json))}}]}""";
        }

        await (body.Length == 0 ? exchange.StatusAsync(410, "Expired", "continue is too old") : exchange.JsonAsync(body));
    }

    private async Task WatchAsync(ScriptedExchange exchange, Dictionary<string, string> query)
    {
        var isStream = query.ContainsKey("sendInitialEvents");
        if (isStream && _refusesStreams)
        {
            await exchange.StatusAsync(422, "Invalid", "sendInitialEvents is forbidden");
            return;
        }

        var (position, lines) = Begin(isStream, query.GetValueOrDefault("resourceVersion", ""));
        if (position < 0)
        {
            await exchange.StatusAsync(410, "Expired", "too old resource version");
            return;
        }

        await exchange.StartAsync();
        while (true)
        {
            foreach (var line in lines)
            {
                if (Roll(40) == 0)
                {
                    await exchange.ChunkAsync(line[..(line.Length / 2)]);
                    exchange.Cut();
                    return;
                }

                await exchange.ChunkAsync(line + "\n");
            }

            Task changed;
            lock (_lock)
            {
                (position, lines) = Next(position);
                changed = _changed.Task;
            }

            if (position < 0)
            {
                await exchange.EventAsync("ERROR", """{"kind":"Status","status":"Failure","reason":"Expired","code":410}""");
                await exchange.EndAsync();
                return;
            }

            if (lines.Count == 0)
            {
                await changed.WaitAsync(exchange.Stopped);
            }
        }
    }

    private (long Position, List<string> Lines) Begin(bool isStream, string version)
    {
        lock (_lock)
        {
            if (!isStream)
            {
                return Next(long.Parse(version, CultureInfo.InvariantCulture));
            }

            var lines = _objects.Keys.Select(name => $$"""{"type":"ADDED","object":{{Json(name)}}}""").ToList();
            lines.Add($$"""{"type":"BOOKMARK","object":{{ReflectorTests.InitialEventsEnd(_version.ToString(CultureInfo.InvariantCulture))}}}""");
            return (_version, lines);
        }
    }

    /// <summary>What came after a position; -1 when that is forgotten.</summary>
    private (long Position, List<string> Lines) Next(long position)
    {
        var oldest = _history.Count == 0 ? _version : _history[0].Version - 1;
        if (position < oldest)
        {
            return (-1, []);
        }

        var lines = new List<string>();
        foreach (var change in _history.Where(change => change.Version > position))
        {
            lines.Add($$"""{"type":"{{change.Type}}","object":{{change.Json}}}""");
            if (RollNeedsLock(5) == 0)
            {
                lines.Add(lines[RollNeedsLock(lines.Count)]);
            }
        }

        return (_version, lines);
    }

    private void Log(string type, string name)
    {
        _history.Add((_version, type, Json(name)));
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private string Json(string name) => ReflectorTests.Pod(name, _objects[name].Version).Replace("00000000-0000-0000-0000-000000000000", $"00000000-0000-0000-0000-{_objects[name].Uid:d12}", StringComparison.Ordinal);

    private int Roll(int sides)
    {
        lock (_lock)
        {
            return RollNeedsLock(sides);
        }
    }

    /// <summary>A die, that shows no 0 any more in calm times.</summary>
    private int RollNeedsLock(int sides) => IsCalm ? Math.Max(3, sides - 1) : _random.Next(sides);
}
