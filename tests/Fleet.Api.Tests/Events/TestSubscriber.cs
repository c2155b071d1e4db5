using Fleet.Api.Tests.Identity;
using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Tests.Events;

/// <summary>Reads a stream of events as a browser does.</summary>
internal sealed class TestSubscriber : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private TestSubscriber(HttpResponseMessage response, Stream body) => (_response, _reader) = (response, new StreamReader(body));

    public int Status => (int)_response.StatusCode;

    public string MediaType => _response.Content.Headers.ContentType?.MediaType ?? "";

    public static async Task<TestSubscriber> OpenAsync(IdentityFleet fleet, string query = "", string? token = IdentityFleet.AdminToken, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "events" + query);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await fleet.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new TestSubscriber(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event, heartbeats left out; null when the stream has ended.</summary>
    public async Task<(long Id, string Type, Document Data)?> NextAsync()
    {
        while (await BlockAsync() is { } block)
        {
            if (block is [var id, var type, var data])
            {
                return (long.Parse(Value(id, "id: "), System.Globalization.CultureInfo.InvariantCulture), Value(type, "event: "), Document.Parse(Value(data, "data: ")));
            }

            Assert.StartsWith(": ", Assert.Single(block), StringComparison.Ordinal);
        }

        return null;
    }

    /// <summary>The position the next heartbeat tells, which must be what comes next.</summary>
    public async Task<long> HeartbeatAsync() =>
        long.Parse(Value(Assert.Single(await BlockAsync() ?? []), ": "), System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }

    private static string Value(string line, string field)
    {
        Assert.StartsWith(field, line, StringComparison.Ordinal);
        return line[field.Length..];
    }

    private async Task<List<string>?> BlockAsync()
    {
        var lines = new List<string>();
        using var patience = new CancellationTokenSource(Patience);
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return lines;
            }

            lines.Add(line);
        }

        return null;
    }
}
