using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Testing.Transcripts;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>
/// Plays a recording back as another server would have: the same answers in the same order, with other uids, versions, times and suffixes.
/// </summary>
internal sealed partial class RecordedServer(Transcript transcript, Func<TranscriptStep, string, string>? change = null) : HttpMessageHandler
{
    private readonly Queue<TranscriptStep> _script = new(transcript.Steps.SelectMany(step => Enumerable.Repeat(step, step.StableFor > TimeSpan.Zero ? 2 : 1)));
    private readonly string _requests = string.Join('\n', transcript.Steps.Select(step => step.Request.GetRawText()));
    private readonly List<(TranscriptStep Step, Pipe Pipe)> _watches = [];

    public TranscriptTarget Target()
    {
        var client = new HttpClient(this);
        return new TranscriptTarget(new Uri("http://recorded"), client, client, (_, _) => Task.CompletedTask);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var step = _script.Dequeue();
        var recorded = step.Response;
        var response = new HttpResponseMessage((HttpStatusCode)recorded.GetProperty("status").GetInt32());
        if (step.IsWatch)
        {
            var pipe = new Pipe();
            _watches.Add((step, pipe));
            response.Content = new StreamContent(pipe.Reader.AsStream());
        }
        else
        {
            response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body(step)));
        }

        if (recorded.GetProperty("content_type").GetString() is { } type)
        {
            response.Content.Headers.TryAddWithoutValidation("content-type", type);
        }

        AddHeaders(recorded, response);
        foreach (var (watch, pipe) in _watches)
        {
            await WriteEventsAsync(watch, pipe, step.Id);
        }

        return response;
    }

    private static void AddHeaders(JsonElement recorded, HttpResponseMessage response)
    {
        foreach (var header in recorded.TryGetProperty("headers", out var headers) ? headers.EnumerateObject() : default)
        {
            response.Headers.TryAddWithoutValidation(header.Name, header.Value.EnumerateArray().Select(value => value.GetString()));
        }
    }

    private async Task WriteEventsAsync(TranscriptStep watch, Pipe pipe, string after)
    {
        foreach (var item in watch.Response.GetProperty("events").EnumerateArray().Where(item => item.GetProperty("after").ValueEquals(after)))
        {
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Changed(watch, item.GetRawText()).ReplaceLineEndings("") + "\n"));
        }

        if (after == watch.Id && watch.Response.GetProperty("ended_by").ValueEquals("server"))
        {
            await pipe.Writer.CompleteAsync();
        }
    }

    private string Body(TranscriptStep step) => !step.Response.TryGetProperty("body", out var body) ? "" : body.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => Changed(step, body.GetString()!),
        _ => Changed(step, body.GetRawText()),
    };

    private string Changed(TranscriptStep step, string text)
    {
        text = Uid().Replace(text, match => _requests.Contains(match.Value, StringComparison.Ordinal) ? match.Value : "00000000" + match.Value[8..]);
        text = Version().Replace(text, match => (long.Parse(match.Value, CultureInfo.InvariantCulture) + 5000).ToString(CultureInfo.InvariantCulture));
        text = Time().Replace(text, match => _requests.Contains(match.Value, StringComparison.Ordinal) ? match.Value : "2027-01-01T0" + match.Value[12..]);
        text = Suffix().Replace(text, match => new string([.. match.Value.Reverse()]));
        return change?.Invoke(step, text) ?? text;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("""(?<=resourceVersion\\*": ?\\*")\d+(?=\\*")""")]
    private static partial Regex Version();

    [GeneratedRegex("""2026-11-23T1\d:\d\d:\d\dZ""")]
    private static partial Regex Time();

    [GeneratedRegex("(?<=web-[a-z0-9]{9,10}-)[bcdfghjklmnpqrstvwxz2456789]{5}")]
    private static partial Regex Suffix();
}
