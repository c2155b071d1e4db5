using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// Sends what kubectl sent in one recorded session and compares status and media type of each answer. Versions, uids and openapi hashes in
/// requests are replaced by those this server gave. Not counted: requests whose body the log does not show in full and <paramref name="rebuild"/>
/// does not know.
/// </summary>
public sealed partial class KubectlReplayer(TranscriptTarget target, Uri address, HttpClient administrator, Func<KubectlTranscript, Task<byte[]?>> rebuild)
{
    private static readonly TimeSpan BetweenCommands = TimeSpan.FromSeconds(5);

    private readonly string _address = address.ToString().TrimEnd('/');
    private readonly Dictionary<string, string> _uids = [];
    private readonly Dictionary<string, string> _schemas = [];
    private string _lastVersion = "0";

    /// <summary>Replays the session; the namespace it works in must exist.</summary>
    public async Task<IReadOnlyList<StepResult>> RunAsync(IEnumerable<KubectlTranscript> session, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var results = new List<StepResult>();
        foreach (var command in session)
        {
            await SettleAsync(cancellation);
            for (var index = 0; index < command.Requests.Count; index++)
            {
                results.Add(await ReplayAsync(command, index, cancellation));
            }
        }

        return results;
    }

    [GeneratedRegex("(?<=involvedObject.uid=)[0-9a-f-]{36}")]
    private static partial Regex InvolvedUid();

    [GeneratedRegex("""(?<="resourceVersion":")\d+(?=")""")]
    private static partial Regex ObjectVersion();

    /// <summary>Commands were seconds apart: what they caused was done when the next one came.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        for (var passed = TimeSpan.Zero; passed < BetweenCommands; passed += BetweenCommands / 10)
        {
            await target.AdvanceAsync(BetweenCommands / 10, cancellation);
            await Task.Delay(Pace.Tick, cancellation);
        }
    }

    private async Task<StepResult> ReplayAsync(KubectlTranscript command, int index, CancellationToken cancellation)
    {
        var id = $"kubectl/{command.Name}#{index}";
        var request = command.Requests[index];
        using var message = Message(request);
        if (request.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null && !await TryAddBodyAsync(command, request, body, message))
        {
            return new StepResult(id, [], "the log does not show the whole body");
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            using var response = await administrator.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (request.GetProperty("query").TryGetProperty("watch", out _) is false)
            {
                await LearnAsync(request, response, limit.Token);
            }

            return new StepResult(id, Differences(request, response), command.NotComparable);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new StepResult(id, [error.Message], command.NotComparable);
        }
    }

    private static List<string> Differences(JsonElement request, HttpResponseMessage response)
    {
        var differences = new List<string>();
        var status = request.GetProperty("status").GetInt32();
        if (status != (int)response.StatusCode)
        {
            differences.Add($"/status: expected {status}, got {(int)response.StatusCode} ({request.GetProperty("method")} {request.GetProperty("path")})");
        }

        var recorded = request.GetProperty("response_headers").GetProperty("content-type").GetString();
        var type = response.Content.Headers.ContentType?.ToString().Replace(" ", "", StringComparison.Ordinal);
        if (recorded!.Replace(" ", "", StringComparison.Ordinal) != type)
        {
            differences.Add($"/content_type: expected {recorded}, got {type} ({request.GetProperty("method")} {request.GetProperty("path")})");
        }

        return differences;
    }

    private HttpRequestMessage Message(JsonElement request)
    {
        var path = request.GetProperty("path").GetString()!;
        var query = string.Join('&', request.GetProperty("query").EnumerateObject()
            .Select(member => $"{Uri.EscapeDataString(member.Name)}={Uri.EscapeDataString(Current(path, member.Name, member.Value.ToString()))}"));
        var message = new HttpRequestMessage(new HttpMethod(request.GetProperty("method").GetString()!), new Uri(_address + path + (query.Length == 0 ? "" : "?" + query)));
        message.Headers.TryAddWithoutValidation("accept", request.GetProperty("headers").GetProperty("accept").GetString());
        message.Headers.TryAddWithoutValidation("user-agent", request.GetProperty("headers").GetProperty("user-agent").GetString());
        return message;
    }

    private async Task<bool> TryAddBodyAsync(KubectlTranscript command, JsonElement request, JsonElement body, HttpRequestMessage message)
    {
        var isShown = !request.TryGetProperty("body_truncated", out _);
        var bytes = body.ValueKind == JsonValueKind.String ? command.Log.TakeRequestBody() : JsonSerializer.SerializeToUtf8Bytes(body);
        var type = request.GetProperty("headers").GetProperty("content-type").GetString();
        if (isShown && bytes is null)
        {
            (bytes, type) = (await rebuild(command), "application/json");
        }

        if (bytes is [(byte)'{', ..])
        {
            bytes = Encoding.UTF8.GetBytes(ObjectVersion().Replace(Encoding.UTF8.GetString(bytes), _lastVersion));
        }

        message.Content = new ByteArrayContent(bytes ?? []);
        message.Content.Headers.TryAddWithoutValidation("content-type", type);
        return isShown && bytes is not null;
    }

    /// <summary>A query's recorded value as it would be on this server.</summary>
    private string Current(string path, string name, string value) => name switch
    {
        "hash" when _schemas.TryGetValue(path, out var hash) => hash,
        "resourceVersion" => _lastVersion,
        "fieldSelector" => InvolvedUid().Replace(value, _ => _uids.Values.LastOrDefault("")),
        _ => value,
    };

    private async Task LearnAsync(JsonElement request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode || !text.StartsWith('{'))
        {
            return;
        }

        var body = JsonSerializer.Deserialize<JsonElement>(text);
        _lastVersion = JsonPath.Find(body, "metadata.resourceVersion")?.ToString() ?? _lastVersion;
        if (JsonPath.Find(body, "metadata.uid") is { } uid)
        {
            _uids.Remove(request.GetProperty("path").GetString()!);
            _uids[request.GetProperty("path").GetString()!] = uid.ToString();
        }

        foreach (var schema in JsonPath.Find(body, "paths") is { ValueKind: JsonValueKind.Object } paths ? paths.EnumerateObject() : default)
        {
            var url = JsonPath.Find(schema.Value, "serverRelativeURL")?.ToString().Split("?hash=");
            if (url is [var schemaPath, var hash])
            {
                _schemas[schemaPath] = hash;
            }
        }
    }
}
