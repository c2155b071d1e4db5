using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>A watch that is being read: collects its events, one JSON document a line, until the server ends it or it is closed.</summary>
internal sealed class OpenWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly List<JsonElement> _events = [];
    private readonly HttpResponseMessage _response;
    private readonly Task _reading;
    private volatile string? _broken;

    public OpenWatch(TranscriptStep step, HttpResponseMessage response)
    {
        Step = step;
        _response = response;
        _reading = ReadAsync();
    }

    public TranscriptStep Step { get; }

    /// <summary>The server ended the stream.</summary>
    public bool HasEnded => _reading.IsCompleted;

    public int Count
    {
        get
        {
            lock (_events)
            {
                return _events.Count;
            }
        }
    }

    /// <summary>How many of the recorded events, ordinary bookmarks aside, had come when the recorder had sent that step.</summary>
    public int ExpectedAfter(IReadOnlySet<string> sent) => Step.Response.GetProperty("events").EnumerateArray()
        .Count(item => !item.GetProperty("type").ValueEquals("BOOKMARK") && sent.Contains(item.GetProperty("after").GetString()!));

    /// <summary>Waits until that many events came, or the server ended the stream, or the limit passed.</summary>
    public async Task WaitForAsync(int count, TimeSpan limit)
    {
        for (var waited = TimeSpan.Zero; Count < count && !HasEnded && waited < limit; waited += Pace.Tick)
        {
            await Task.Delay(Pace.Tick);
        }
    }

    /// <summary>Closes the stream and gives the answer: the events that came.</summary>
    public async Task<TranscriptAnswer> CloseAsync()
    {
        await _closed.CancelAsync();
        await _reading;
        return TranscriptAnswer.FromWatch(_response, _broken is null ? _events : [.. _events, JsonSerializer.SerializeToElement(new { broken = _broken })]);
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _reading;
        _response.Dispose();
        _closed.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync(_closed.Token));
            while (await reader.ReadLineAsync(_closed.Token) is { } line)
            {
                if (line.Length > 0)
                {
                    Add(JsonSerializer.Deserialize<JsonElement>(line));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by us: what was read so far is the answer.
        }
        catch (Exception error) when (error is IOException or HttpRequestException or JsonException)
        {
            _broken = error.Message;
        }
    }

    private void Add(JsonElement item)
    {
        lock (_events)
        {
            _events.Add(item);
        }
    }
}
