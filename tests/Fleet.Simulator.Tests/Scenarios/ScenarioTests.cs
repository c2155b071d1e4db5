using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Scenarios;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("incidents: [{kind: flood}]", "incidents[0].kind", "traffic-spike")]
    [InlineData("incidents: [{kind: latency, for: soon}]", "incidents[0].for", "15m")]
    [InlineData("incidents: [{kind: latency, severity: 2}]", "incidents[0].severity", "at most 1")]
    [InlineData("incidents: [{kind: latency, target: {pod: x}}]", "incidents[0].target.pod", "workload")]
    [InlineData("incidents: [{kind: latency, every: 1h}]", "incidents[0].times", "number")]
    [InlineData("incidents: [{id: a, kind: latency}, {id: a, kind: errors}]", "\"a\"", "own")]
    [InlineData("incidents: [{kind: latency, times: 3}]", "incidents[0].every", "duration")]
    [InlineData("incidents: [{kind: latency, every: 2000000h, times: 10000}]", "incidents[0].every", "years")]
    [InlineData("incidents: [{kind: latency, id: 5}]", "incidents[0].id", "string")]
    [InlineData("incidents: [{kind: latency, target: {workload: 3}}]", "incidents[0].target.workload", "string")]
    [InlineData("incidents: [{kind: crash-loop, set: {after: soon}}]", "incidents[0].set.after", "15m")]
    [InlineData("incidents: [{kind: scale, set: {replicas: many}}]", "incidents[0].set.replicas", "whole number")]
    [InlineData("incidents: {kind: latency}", "incidents", "a list")]
    [InlineData("events: []", "events", "incidents")]
    public void Parse_names_place_and_what_is_accepted(string text, string place, string accepted)
    {
        var message = Assert.Throws<FormatException>(() => ScenarioFile.Parse(text)).Message;
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(accepted, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_names_the_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "incidents: [{kind: flood}]", None);
            Assert.StartsWith(file, (await Assert.ThrowsAsync<FormatException>(() => ScenarioFile.ReadAsync(file, None))).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Parse_repeats_incidents()
    {
        var incidents = ScenarioFile.Parse("incidents: [{id: leak, kind: memory-leak, at: 10m, for: 1h, every: 24h, times: 3}]");
        Assert.Equal(["leak-0", "leak-1", "leak-2"], incidents.Select(incident => incident.Id));
        Assert.Equal(TimeSpan.FromMinutes(10) + TimeSpan.FromHours(48), incidents[2].At);
    }

    [Fact]
    public async Task Samples_are_scenarios()
    {
        var folder = FindUp("samples/scenarios");
        Assert.All(Directory.GetFiles(folder), file => Assert.NotEmpty(ScenarioFile.Parse(File.ReadAllText(file))));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Incidents_change_objects_and_write_the_truth()
    {
        var directory = Directory.CreateTempSubdirectory("fleet");
        try
        {
            var scenario = Path.Combine(directory.FullName, "scenario.yaml");
            var truth = Path.Combine(directory.FullName, "truth.jsonl");
            await File.WriteAllTextAsync(
                scenario,
                """
                incidents:
                - {id: broken, kind: bad-image, at: 10s, for: 1m, target: {namespace: payments, count: 1}}
                - {id: crash, kind: crash-loop, at: 10s, for: 1m, target: {namespace: checkout, count: 1}}
                - {id: edit, kind: manual-edit, at: 20s, target: {namespace: catalog, count: 1}, set: {path: spec.replicas, value: 2}}
                - {id: later, kind: traffic-spike, at: 1h, for: 1h, target: {namespace: search}}
                """,
                None);
            var options = new SimulatorOptions { Workloads = 20, Clock = ClockSpecification.Manual, ScenarioFile = scenario, TruthFile = truth };
            await using (var fleet = await SimulatedFleet.StartAsync(options, NullLoggerFactory.Instance, None))
            {
                await fleet.AdvanceAsync(TimeSpan.FromSeconds(60), None);
                Assert.Contains(await PodsAsync(fleet, "payments"), pod => WaitingReason(pod) is "ErrImagePull" or "ImagePullBackOff");
                Assert.Contains(await PodsAsync(fleet, "checkout"), pod => pod["status"u8]["containerStatuses"u8][0]["restartCount"u8].AsInt64() > 0);
                Assert.Equal(3, (await PodsAsync(fleet, "catalog")).Count);

                await fleet.AdvanceAsync(TimeSpan.FromMinutes(6), None);
                Assert.All(await PodsAsync(fleet, "payments"), pod => Assert.Null(WaitingReason(pod)));
                Assert.All(await PodsAsync(fleet, "checkout"), pod => Assert.Null(WaitingReason(pod)));
            }

            var lines = (await File.ReadAllLinesAsync(truth, None)).Select(Document.Parse).ToList();
            Assert.Equal(["broken", "crash", "edit"], lines.Select(line => line["id"u8].AsString()).Order());
            Assert.All(lines, line => Assert.Equal("c1", line["cluster"u8].AsString()));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string? WaitingReason(Document pod) => pod["status"u8]["containerStatuses"u8][0]["state"u8]["waiting"u8]["reason"u8].AsString();

    private static async Task<IReadOnlyList<Document>> PodsAsync(SimulatedFleet fleet, string namespaceName) =>
        await fleet.Find("c1")!.Objects.ListAsync(KnownResources.Pods, namespaceName, None);

    private static string FindUp(string relative)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Directory.Exists(Path.Combine(directory.FullName, relative)))
            {
                return Path.Combine(directory.FullName, relative);
            }
        }

        throw new DirectoryNotFoundException(relative);
    }
}
