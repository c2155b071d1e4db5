namespace Fleet.Cli.Tests;

public sealed class FleetCommandTests
{
    [Theory]
    [InlineData("fleet", "--help")]
    [InlineData("fleet-simulate", "simulate", "--help")]
    public async Task Help_is_as_documented(string golden, params string[] arguments)
    {
        var (status, output, error) = await RunAsync(arguments);

        Assert.Equal(ExitCode.Clean, status);
        Assert.Empty(error);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", golden + ".txt")), Normalize(output));
    }

    [Theory]
    [InlineData("--clusters", "simulate", "--clusters", "none")]
    [InlineData("--nope", "simulate", "--nope")]
    [InlineData("maybe", "simulate", "--controllers", "maybe")]
    [InlineData("\"soon\"", "simulate", "--clock", "soon")]
    [InlineData("--clusters: 0", "simulate", "--clusters", "0")]
    [InlineData("no-such-file.yaml", "simulate", "--empty", "--scenario", "no-such-file.yaml")]
    [InlineData("launch", "launch")]
    public async Task Bad_input_is_named_on_stderr_with_status_2(string named, params string[] arguments)
    {
        var (status, output, error) = await RunAsync(arguments);

        Assert.Equal(ExitCode.BadInput, status);
        Assert.Empty(output);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_of_every_command_is_in_the_documentation()
    {
        var documentation = await File.ReadAllTextAsync(FindUp("docs/cli.md"));
        foreach (var command in FleetCommand.Create().Subcommands)
        {
            Assert.Contains($"## fleet {command.Name}\n", documentation, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains($"`{option.Name}", documentation, StringComparison.Ordinal));
        }
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var status = await FleetCommand.InvokeAsync(arguments, output, error);
        return (status, output.ToString(), error.ToString());
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
