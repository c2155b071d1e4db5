using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Printers;

namespace Fleet.Simulator.Tests.Kinds;

public class PodPrinterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"phase":"Pending"}""", "0/1", "Pending", "0")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"c","ready":true,"restartCount":0,"state":{"running":{}}}]}""", "1/1", "Running", "0")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"c","restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"finishedAt":"2026-01-01T00:58:00Z"}}}]}""", "0/1", "CrashLoopBackOff", "4 (2m ago)")]
    [InlineData("""{"phase":"Succeeded","containerStatuses":[{"name":"c","restartCount":0,"state":{"terminated":{"reason":"Completed","exitCode":0}}}]}""", "0/1", "Completed", "0")]
    [InlineData("""{"phase":"Failed","containerStatuses":[{"name":"c","restartCount":0,"state":{"terminated":{"exitCode":137,"signal":9}}}]}""", "0/1", "Signal:9", "0")]
    [InlineData("""{"phase":"Failed","reason":"Evicted"}""", "0/1", "Evicted", "0")]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}""", "0/1", "SchedulingGated", "0")]
    public void Status_of_a_pod_is_the_reason_that_says_most(string status, string ready, string reason, string restarts) =>
        Assert.Equal([ready, reason, restarts], Cells("""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]},"status":""" + status + "}")[1..4]);

    [Theory]
    [InlineData("""{"waiting":{"reason":"PodInitializing"}}""", "Init:0/2")]
    [InlineData("""{"waiting":{"reason":"ImagePullBackOff"}}""", "Init:ImagePullBackOff")]
    [InlineData("""{"terminated":{"exitCode":3}}""", "Init:ExitCode:3")]
    [InlineData("""{"terminated":{"exitCode":0}}""", "Pending")]
    public void Status_of_an_initializing_pod_names_the_init_container(string state, string expected)
    {
        const string Pod = """
            {"metadata":{"name":"p"},"spec":{"initContainers":[{"name":"a"},{"name":"b"}],"containers":[{"name":"c"}]},
             "status":{"phase":"Pending","initContainerStatuses":[{"name":"a","state":STATE}]}}
            """;
        Assert.Equal(expected, Cells(Pod.Replace("STATE", state, StringComparison.Ordinal))[2]);
    }

    [Fact]
    public void Status_of_a_deleted_pod_is_terminating_until_it_ended()
    {
        const string Pod = """{"metadata":{"name":"p","deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{},"status":{"phase":"PHASE"}}""";
        Assert.Equal("Terminating", Cells(Pod.Replace("PHASE", "Running", StringComparison.Ordinal))[2]);
        Assert.Equal("Succeeded", Cells(Pod.Replace("PHASE", "Succeeded", StringComparison.Ordinal))[2]);
    }

    [Fact]
    public void Ready_counts_sidecars_that_started()
    {
        const string Pod = """
            {"metadata":{"name":"p"},"spec":{"initContainers":[{"name":"s","restartPolicy":"Always"}],"containers":[{"name":"c"}]},
             "status":{"phase":"Running","initContainerStatuses":[{"name":"s","started":true,"ready":true,"restartCount":2,"state":{"running":{}}}],
             "containerStatuses":[{"name":"c","ready":true,"restartCount":1,"state":{"running":{}}}]}}
            """;
        Assert.Equal(["2/2", "Running", "3"], Cells(Pod)[1..4]);
    }

    private static string[] Cells(string pod)
    {
        using var builder = new DocumentBuilder();
        builder.StartArray();
        new PodPrinter().WriteCells(builder, Document.Parse(pod).Root, Now);
        builder.EndArray();
        return [.. builder.Build().Root.Items.ToList().Select(cell => cell.AsString(cell.ToString()))];
    }
}
