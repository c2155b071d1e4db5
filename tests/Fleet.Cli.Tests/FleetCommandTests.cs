using Fleet.Cli.Terminal;
using Fleet.Cli.Tests.Fakes;

namespace Fleet.Cli.Tests;

public sealed class FleetCommandTests
{
    public static TheoryData<string, string[]> Helps()
    {
        var data = new TheoryData<string, string[]> { { "fleet", [] } };
        foreach (var command in FleetCommand.Create(CliConsole.OfProcess()).Subcommands)
        {
            data.Add($"fleet-{command.Name}", [command.Name]);
            foreach (var part in command.Subcommands)
            {
                data.Add($"fleet-{command.Name}-{part.Name}", [command.Name, part.Name]);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Helps))]
    public async Task Help_is_as_documented(string golden, string[] command)
    {
        var (status, output, error) = await CommandResult.OfAsync([.. command, "--help"]);

        Assert.Equal(ExitCode.Clean, status);
        Assert.Empty(error);
        await Golden.AssertAsync(golden, Normalize(output));
    }

    [Theory]
    [InlineData("--clusters: \"none\" is not accepted; a whole number is", "simulate", "--clusters", "none")]
    [InlineData("--nope", "simulate", "--nope")]
    [InlineData("maybe", "simulate", "--controllers", "maybe")]
    [InlineData("\"soon\"", "simulate", "--clock", "soon")]
    [InlineData("--clusters: 0", "simulate", "--clusters", "0")]
    [InlineData("no-such-file.yaml", "simulate", "--empty", "--scenario", "no-such-file.yaml")]
    [InlineData("--kubeconfig: \"\"", "simulate", "--empty", "--kubeconfig", "")]
    [InlineData("--kubeconfig: \"/dev/null/x\"", "simulate", "--empty", "--kubeconfig", "/dev/null/x")]
    [InlineData("launch", "launch")]
    [InlineData("no-such.kubeconfig", "get", "clusters", "--fleet", "no-such.kubeconfig")]
    [InlineData("--output", "get", "clusters", "-o", "xml")]
    [InlineData("--expires: \"soon\"", "token", "create", "ci", "--expires", "soon")]
    public async Task Bad_input_is_named_on_stderr_with_status_2(string named, params string[] arguments)
    {
        var (status, output, error) = await CommandResult.OfAsync(arguments);

        Assert.Equal(ExitCode.BadInput, status);
        Assert.True(output.Length == 0 || output.StartsWith("ready ", StringComparison.Ordinal), output);
        Assert.Contains(named, error + output, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_status_3_with_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("fleet");
        var kubeconfig = Path.Combine(folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, """{"current-context":"f","contexts":[{"name":"f","context":{"cluster":"f"}}],"clusters":[{"name":"f","cluster":{"server":"http://127.0.0.1:1"}}]}""");
        try
        {
            var (status, output, error) = await CommandResult.OfAsync("get", "clusters", "--fleet", kubeconfig);

            Assert.Equal(ExitCode.Unreachable, status);
            Assert.Empty(output);
            Assert.Contains("fleet up", error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Every_option_of_every_command_is_in_the_documentation()
    {
        var documentation = await File.ReadAllTextAsync(FindUp("docs/cli.md"));
        foreach (var command in FleetCommand.Create(CliConsole.OfProcess()).Subcommands)
        {
            Assert.Contains($"## fleet {command.Name}\n", documentation, StringComparison.Ordinal);
            foreach (var part in (IEnumerable<System.CommandLine.Command>)[command, .. command.Subcommands])
            {
                Assert.All(part.Options, option => Assert.Contains($"`{option.Name}", documentation, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("bash", "complete -F _fleet_complete fleet")]
    [InlineData("zsh", "compdef _fleet fleet")]
    [InlineData("fish", "complete -f -c fleet")]
    public async Task Completion_prints_a_script_for_the_shell(string shell, string holds)
    {
        var (status, output, _) = await CommandResult.OfAsync("completion", shell);

        Assert.Equal(ExitCode.Clean, status);
        Assert.Contains(holds, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_are_given_for_a_half_typed_command()
    {
        var (_, output, _) = await CommandResult.OfAsync("[suggest:9]", "fleet clu");

        Assert.Equal("cluster\n", output);
    }

    /// <summary>The test host's name stands where the command's does.</summary>
    private static string Normalize(string help) => help
        .Replace(System.CommandLine.RootCommand.ExecutableName, "fleet", StringComparison.Ordinal)
        .Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string FindUp(string relative)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, relative)))
            {
                return Path.Combine(directory.FullName, relative);
            }
        }

        throw new FileNotFoundException(relative);
    }
}
