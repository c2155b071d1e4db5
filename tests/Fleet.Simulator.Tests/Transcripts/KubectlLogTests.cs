using System.Text;
using System.Text.Json;
using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;

namespace Fleet.Simulator.Tests.Transcripts;

public sealed class KubectlLogTests
{
    [Fact]
    public void TakeRequestBody_gives_json_and_protobuf_requests_but_no_answers()
    {
        var log = KubectlLog.Parse(
            "\t{\"kind\":\"Status\",\"code\":404}\n\t{\"propagationPolicy\":\"Background\"}\n"
            + "\t00000000  6b 38 73 00 0a 0f 0a 02  76 31 12 09 4e 61 6d 65  |k8s.....v1..Name|\n\t00000010  73 70 61 63 65 12 05 0a  03 0a 01 78              |space......x|\n"
            + "\t{\"kind\":\"Pod\",\"metadata\":{\"uid\":\"1\"}}\nanything else\n");

        Assert.Equal("{\"propagationPolicy\":\"Background\"}", Encoding.UTF8.GetString(log.TakeRequestBody()!));
        Assert.Equal("k8s\0\n\u000f\n\u0002v1\u0012\tNamespace\u0012\u0005\n\u0003\n\u0001x", Encoding.UTF8.GetString(log.TakeRequestBody()!));
        Assert.Null(log.TakeRequestBody());
    }

    [Fact]
    public void Recorded_commands_show_the_bodies_of_their_writes()
    {
        var session = ConformanceData.Find("kube-apiserver/kubectl") is { } folder ? KubectlTranscript.LoadSession(folder) : [];

        Assert.All(session, command => Assert.All(
            command.Requests.Where(request => request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.String && !request.TryGetProperty("body_truncated", out _)),
            _ => Assert.True(command.Log.TakeRequestBody() is not null || command.Log.IsTruncated, command.Name)));
    }
}
