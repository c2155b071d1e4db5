using System.Text.Json;
using Fleet.Testing.Transcripts;

namespace Fleet.Simulator.Tests.Transcripts;

/// <summary>The comparison rules, one by one, through small scenarios of our own.</summary>
public sealed class AnswerComparerTests
{
    private const string Uid1 = "11111111-1111-4111-8111-111111111111";
    private const string Uid2 = "22222222-2222-4222-8222-222222222222";

    [Fact]
    public async Task Versions_of_an_update_that_changed_nothing_stay_the_same()
    {
        string[] recorded = [Object(Uid1, "7"), Object(Uid1, "7"), Object(Uid1, "9")];

        Assert.Equal([true, true, true], await CompareAsync(recorded, [Object(Uid2, "70"), Object(Uid2, "70"), Object(Uid2, "71")]));
        Assert.Equal([true, false, true], await CompareAsync(recorded, [Object(Uid2, "70"), Object(Uid2, "71"), Object(Uid2, "72")]));
        Assert.Equal([true, true, false], await CompareAsync(recorded, [Object(Uid2, "70"), Object(Uid2, "70"), Object(Uid2, "60")]));
    }

    [Fact]
    public async Task Uids_are_mapped_one_to_one()
    {
        string[] recorded = [Object(Uid1, "1"), Object(Uid2, "2")];

        Assert.Equal([true, true], await CompareAsync(recorded, [Object(Uid2, "1"), Object(Uid1, "2")]));
        Assert.Equal([true, false], await CompareAsync(recorded, [Object(Uid2, "1"), Object(Uid2, "2")]));
        Assert.Equal([true, false], await CompareAsync(recorded, [Object(Uid2, "1"), Object("none", "2")]));
    }

    [Theory]
    [InlineData("""{"a":null}""", """{}""", false)]
    [InlineData("""{"a":1}""", """{"a":1.0}""", true)]
    [InlineData("""{"a":1}""", """{"a":"1"}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"t":"2026-01-01T00:00:00Z"}""", """{"t":"2027-02-02T01:01:01Z"}""", true)]
    [InlineData("""{"t":"2026-01-01T00:00:00Z"}""", """{"t":"2027-02-02T01:01:01.000000Z"}""", false)]
    [InlineData("""{"kind":"PodList","metadata":{"resourceVersion":"5","continue":"x"},"items":[]}""", """{"kind":"PodList","metadata":{"resourceVersion":"9","continue":"y"},"items":[]}""", true)]
    [InlineData("""{"kind":"PodList","metadata":{"resourceVersion":"5"},"items":[]}""", """{"kind":"PodList","metadata":{},"items":[]}""", false)]
    [InlineData("""{"message":"too old resource version: 1 (17)"}""", """{"message":"too old resource version: 1 (23)"}""", true)]
    [InlineData("""{"message":"too old resource version: 1 (17)"}""", """{"message":"too old resource version: 2 (23)"}""", false)]
    [InlineData("""{"spec":{"clusterIP":"10.96.1.1","clusterIPs":["10.96.1.1"]}}""", """{"spec":{"clusterIP":"10.0.0.7","clusterIPs":["10.0.0.7"]}}""", true)]
    [InlineData("""{"spec":{"clusterIP":"10.96.1.1","clusterIPs":["10.96.1.1"]}}""", """{"spec":{"clusterIP":"10.0.0.7","clusterIPs":["10.0.0.8"]}}""", false)]
    [InlineData("""{"serverAddress":"<host>"}""", """{"serverAddress":"127.0.0.1:6443"}""", true)]
    [InlineData("""{"k":{"k:{\"ip\":\"10.1.0.2\"}":{}}}""", """{"k":{"k:{\"ip\":\"10.2.0.9\"}":{}}}""", true)]
    [InlineData("""{"items":[{"metadata":{"name":"web-bcdfg"}},{"metadata":{"name":"web-xcdfg"}}]}""", """{"items":[{"metadata":{"name":"web-lcdfg"}},{"metadata":{"name":"web-mcdfg"}}]}""", true)]
    [InlineData("""{"metadata":{"managedFields":[{"manager":"a"},{"manager":"b"}]}}""", """{"metadata":{"managedFields":[{"manager":"b"},{"manager":"a"}]}}""", true)]
    public async Task Bodies_are_compared_by_what_their_members_mean(string recorded, string replayed, bool equal) =>
        Assert.Equal([equal], await CompareAsync([recorded], [replayed]));

    [Fact]
    public async Task Order_of_managers_counts_where_the_recordings_make_it_a_fact() =>
        Assert.Equal(
            [false],
            await CompareAsync(
                ["""{"metadata":{"managedFields":[{"manager":"a"},{"manager":"b"}]}}"""],
                ["""{"metadata":{"managedFields":[{"manager":"b"},{"manager":"a"}]}}"""],
                "ssa"));

    [Theory]
    [InlineData("conflicts with \\\"a\\\":\\n- .x\\nconflicts with \\\"b\\\":\\n- .y", "conflicts with \\\"b\\\":\\n- .y\\nconflicts with \\\"a\\\":\\n- .x", true)]
    [InlineData("conflicts with \\\"a\\\":\\n- .x\\n- .y", "conflicts with \\\"a\\\":\\n- .y\\n- .x", false)]
    public async Task Conflicts_with_several_managers_are_sets(string recorded, string replayed, bool equal)
    {
        static string Status(string conflicts) => $$"""{"kind":"Status","code":409,"message":"Apply failed with 2 conflicts: {{conflicts}}"}""";

        Assert.Equal([equal], await CompareAsync([Status(recorded)], [Status(replayed)]));
    }

    private static string Object(string uid, string version) => $$$"""{"metadata":{"name":"a","uid":"{{{uid}}}","resourceVersion":"{{{version}}}"}}""";

    private static async Task<IEnumerable<bool>> CompareAsync(string[] recorded, string[] replayed, string folder = "crud")
    {
        var steps = recorded.Select((body, index) => TranscriptStep.From(JsonSerializer.Deserialize<JsonElement>(
            $$$"""{"id":"s{{{index}}}","request":{"method":"GET","path":"/x","query":{},"headers":{}},"response":{"status":200,"content_type":"application/json","body":{{{body}}}}}""")));
        var transcript = new Transcript("own", folder, RunsControllers: false, [.. steps]);
        using var server = new RecordedServer(transcript, (step, _) => replayed[transcript.Steps.TakeWhile(other => other != step).Count()]);
        var results = await new TranscriptReplayer(transcript, server.Target(), TimeSpan.FromSeconds(1)).RunAsync();
        return results.Select(result => result.IsEqual);
    }
}
