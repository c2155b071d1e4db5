using System.Text.Json;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Protobuf;
using Fleet.Testing.Conformance;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Protobuf;

public sealed class ProtobufObjectTests
{
    /// <summary>What kubectl 1.35 sent for its create commands, each with what the same command prints with --dry-run=client -o json.</summary>
    public static TheoryData<string, string> KubectlWrites()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Protobuf", "kubectl-writes.txt")))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            data.Add(line[(space + 1)..], line[..space]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(KubectlWrites))]
    public void Decode_of_what_kubectl_sends_gives_what_it_prints(string json, string base64)
    {
        var decoded = ProtobufObject.Decode(Convert.FromBase64String(base64));

        Assert.Equal(Pruned(json), Pruned(decoded.ToString()));
    }

    [Theory]
    [MemberData(nameof(KubectlWrites))]
    public void TryEncode_and_decode_give_the_object_back(string json, string base64)
    {
        Assert.NotEmpty(base64);
        Assert.Equal(Pruned(json), Pruned(ProtobufObject.Decode(ProtobufObject.TryEncode(Document.Parse(json))).ToString()));
    }

    [Fact]
    public void TryEncode_of_every_recorded_object_gives_it_back()
    {
        var encoded = 0;
        foreach (var json in RecordedObjects())
        {
            if (ProtobufObject.TryEncode(Document.Parse(json)) is { } bytes)
            {
                encoded++;
                Assert.Equal(Pruned(json, emptyText: true), Pruned(ProtobufObject.Decode(bytes).ToString(), emptyText: true));
            }
        }

        Assert.True(encoded > 500 || ConformanceData.Find("kube-apiserver") is null, $"{encoded} objects");
    }

    [Theory]
    [InlineData("""{"kind":"Nope","apiVersion":"v1"}""")]
    [InlineData("""{"kind":"ConfigMap","apiVersion":"v1","unknown":1}""")]
    [InlineData("""{"kind":"ConfigMap","apiVersion":"v1","data":{"a":1}}""")]
    [InlineData("""{"kind":"ConfigMap","apiVersion":"v1","binaryData":{"a":"?"}}""")]
    [InlineData("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"creationTimestamp":"yesterday"}}""")]
    [InlineData("[]")]
    public void TryEncode_of_what_has_no_numbers_gives_nothing(string json) => Assert.Null(ProtobufObject.TryEncode(Document.Parse(json)));

    [Fact]
    public void Decode_of_an_unknown_kind_names_it()
    {
        byte[] body = [.. "k8s\0"u8, 0x0a, 10, 0x0a, 2, .. "v9"u8, 0x12, 4, .. "Nope"u8];

        Assert.Equal("There are no protobuf numbers for kind Nope of v9; send it as JSON.", Assert.Throws<ProtobufFormatException>(() => ProtobufObject.Decode(body)).Message);
    }

    [Property(MaxTest = 500)]
    public void Decode_of_damaged_bytes_gives_an_object_or_says_why_not(byte[] noise, int cut)
    {
        var body = Convert.FromBase64String(KubectlWrites().Skip(1).First()[1].ToString()!);
        var position = 4 + (Math.Abs(cut % 1000) * (body.Length - 4) / 1000);
        byte[] damaged = [.. body[..position], .. noise, .. body[Math.Min(body.Length, position + noise.Length)..]];

        try
        {
            ProtobufObject.Decode(damaged);
        }
        catch (ProtobufFormatException)
        {
            // The only error it may give.
        }
    }

    private static IEnumerable<string> RecordedObjects()
    {
        var folder = ConformanceData.Find("kube-apiserver");
        foreach (var file in folder is null ? [] : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Where(file => !file.Contains("kubectl", StringComparison.Ordinal)))
        {
            using var scenario = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var step in scenario.RootElement.GetProperty("steps").EnumerateArray())
            {
                if (step.GetProperty("response").TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("kind", out _))
                {
                    yield return body.GetRawText();
                }
            }
        }
    }

    /// <summary>
    /// Members in order of their names, without empty objects and lists: Go prints those of non-pointer structs, and the wire cannot tell an empty list
    /// from none.
    /// </summary>
    private static string Pruned(string json, bool emptyText = false) => Write(JsonSerializer.Deserialize<JsonElement>(json), emptyText) ?? "{}";

    private static string? Write(JsonElement value, bool emptyText)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal)
                    .Select(member => (member.Name, Text: Write(member.Value, emptyText))).Where(member => member.Text is not null).ToArray();
                return members.Length == 0 ? null : $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Text}"))}}}";
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                return null;
            case JsonValueKind.Array:
                return $"[{string.Join(',', value.EnumerateArray().Select(item => Write(item, emptyText) ?? "{}"))}]";
            case JsonValueKind.String when emptyText && value.ValueEquals(""):
            case JsonValueKind.False or JsonValueKind.Null:
                return null;
            default:
                return value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0 ? null : value.GetRawText();
        }
    }
}
