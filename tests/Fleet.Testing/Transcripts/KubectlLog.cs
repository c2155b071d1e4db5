using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Kubernetes.Protobuf;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// The bodies kubectl printed (<c>-v=8</c>): JSON lines and, for protobuf, hex dumps, of requests and answers in one row. Bodies of requests are
/// told from answers by having no uid and being no Status.
/// </summary>
public sealed partial class KubectlLog
{
    private readonly Queue<byte[]> _requestBodies = [];

    /// <summary>Whether kubectl cut a body short.</summary>
    public bool IsTruncated { get; private init; }

    public static KubectlLog Parse(string stderr)
    {
        ArgumentNullException.ThrowIfNull(stderr);
        var log = new KubectlLog { IsTruncated = stderr.Contains(" [truncated ", StringComparison.Ordinal) };
        var dump = new List<byte>();
        foreach (var line in stderr.Split('\n'))
        {
            if (HexDump().Match(line) is { Success: true } match)
            {
                if (match.Groups[1].Value == "00000000")
                {
                    log.Add(dump);
                }

                dump.AddRange(match.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(hex => byte.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
            }
            else if (line.StartsWith("\t{", StringComparison.Ordinal))
            {
                log.Add(dump);
                log.Add([.. Encoding.UTF8.GetBytes(line.Trim())]);
            }
        }

        log.Add(dump);
        return log;
    }

    /// <summary>The next request body, or null where the log shows no more.</summary>
    public byte[]? TakeRequestBody() => _requestBodies.TryDequeue(out var body) ? body : null;

    [GeneratedRegex(@"^\t([0-9a-f]{8})  ((?:[0-9a-f]{2} ? ?){1,16})")]
    private static partial Regex HexDump();

    private void Add(List<byte> body)
    {
        var bytes = body.ToArray();
        if (bytes.Length > 0 && IsRequest(bytes))
        {
            _requestBodies.Enqueue(bytes);
        }

        body.Clear();
    }

    private static bool IsRequest(byte[] body)
    {
        try
        {
            var json = body is [(byte)'{', ..] ? Encoding.UTF8.GetString(body) : ProtobufObject.Decode(body).ToString();
            var root = JsonSerializer.Deserialize<JsonElement>(json);
            return JsonPath.Find(root, "metadata.uid") is null && JsonPath.Find(root, "kind")?.ToString() != "Status";
        }
        catch (FormatException)
        {
            return false; // A list's or a kind's answer that we have no numbers for.
        }
        catch (JsonException)
        {
            return false; // Cut by the log.
        }
    }
}
