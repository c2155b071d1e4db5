using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// The server under test: its address, a client that presents the administrator's certificate and one that presents nothing, and how its
/// clock is moved on.
/// </summary>
public sealed class TranscriptTarget(Uri address, HttpClient administrator, HttpClient anonymous, Func<TimeSpan, CancellationToken, Task> advance)
{
    private const string RecorderAgent = "rec/1.0";

    private readonly string _address = address.ToString().TrimEnd('/');

    /// <summary>Moves the server's clock on, or lets real time pass where it has no clock of its own.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellation) => by <= TimeSpan.Zero ? Task.CompletedTask : advance(by, cancellation);

    /// <summary>Deletes what is there and waits until it is gone, or the limit (real time) passed.</summary>
    public async Task RemoveAsync(IEnumerable<string> paths, TimeSpan limit, CancellationToken cancellation)
    {
        foreach (var path in paths)
        {
            var uri = new Uri(_address + path);
            using var deleted = await administrator.DeleteAsync(uri, cancellation);
            for (var waited = TimeSpan.Zero; deleted.IsSuccessStatusCode && waited < limit && await ExistsAsync(uri, cancellation); waited += Pace.Tick)
            {
                await Task.Delay(Pace.Tick, cancellation);
                await AdvanceAsync(Pace.Advance, cancellation);
            }
        }
    }

    /// <summary>Sends a recorded request; returns when the answer's headers are there.</summary>
    internal async Task<HttpResponseMessage> SendAsync(JsonElement request, ReferenceResolver references, CancellationToken cancellation)
    {
        var headers = request.GetProperty("headers");
        using var message = new HttpRequestMessage(new HttpMethod(request.GetProperty("method").GetString()!), Address(request, references));
        if (request.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null)
        {
            message.Content = new StringContent(references.ResolveBody(body));
            message.Content.Headers.Clear();
        }

        // The recorder's client names itself in every request: the answers show that the server took this name, not one sent after it.
        message.Headers.TryAddWithoutValidation("user-agent", RecorderAgent);
        foreach (var header in headers.EnumerateObject().Where(header => !header.NameEquals("user-agent") || !header.Value.ValueEquals(RecorderAgent)))
        {
            Add(message, header.Name, header.Value);
        }

        var presentsNothing = headers.TryGetProperty("authorization", out _) || (request.TryGetProperty("auth", out var auth) && auth.ValueEquals("none"));
        var client = presentsNothing ? anonymous : administrator;
        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private async Task<bool> ExistsAsync(Uri uri, CancellationToken cancellation)
    {
        using var found = await administrator.GetAsync(uri, cancellation);
        return found.StatusCode != HttpStatusCode.NotFound;
    }

    private static void Add(HttpRequestMessage message, string name, JsonElement value)
    {
        var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.ToString()).ToArray() : [value.ToString()];
        HttpHeaders? headers = name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) ? message.Content?.Headers : message.Headers;
        headers?.TryAddWithoutValidation(name, values);
    }

    private Uri Address(JsonElement request, ReferenceResolver references)
    {
        var query = string.Join('&', request.GetProperty("query").EnumerateObject().SelectMany(Values).Select(pair =>
            $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(references.Resolve(pair.Value))}"));
        return new Uri(_address + references.Resolve(request.GetProperty("path").GetString()!) + (query.Length == 0 ? "" : "?" + query));
    }

    private static IEnumerable<(string Name, string Value)> Values(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Array
        ? member.Value.EnumerateArray().Select(item => (member.Name, item.ToString()))
        : [(member.Name, member.Value.ToString())];
}
