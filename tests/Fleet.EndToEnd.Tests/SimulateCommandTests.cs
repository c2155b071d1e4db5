namespace Fleet.EndToEnd.Tests;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;

    [Fact]
    public async Task Simulate_is_ready_then_writes_a_private_kubeconfig_and_ends_on_sigterm()
    {
        var kubeconfig = Path.Combine(_folder, "kubeconfig");
        await using var fleet = await FleetProcess.SimulateAsync("--clusters", "3", "--workloads", "1", "--port", "0", "--kubeconfig", kubeconfig);

        Assert.StartsWith("https://", fleet.Ready.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, fleet.Ready.GetProperty("clusters").GetInt32());
        await WaitForAsync(() => File.Exists(kubeconfig));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kubeconfig));
        }

        var (took, _) = await fleet.TerminateAsync();
        Assert.True(took < TimeSpan.FromSeconds(5), $"SIGTERM took {took}");
    }

    [Theory]
    [InlineData("simulate --clusters none")]
    [InlineData("simulate --clusters 0")]
    [InlineData("simulate --nonsense")]
    [InlineData("simulate --clock sometimes")]
    [InlineData("simulate --controllers maybe")]
    [InlineData("nonsense")]
    public async Task Wrong_usage_exits_2_and_says_what_is_wrong_on_standard_error(string command)
    {
        var result = await CommandRunner.RunAsync(FleetProcess.Executable, command.Split(' '));

        Assert.NotEqual("", result.Failed(exitCode: 2));
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Simulate_of_a_scenario_that_is_not_there_names_the_file()
    {
        var result = await CommandRunner.RunAsync(FleetProcess.Executable, ["simulate", "--scenario", "/nowhere/scenario.yaml"]);

        Assert.Contains("/nowhere/scenario.yaml", result.Failed(exitCode: 2), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 500, "the condition did not hold within 5 s");
            await Task.Delay(10);
        }
    }
}
