namespace Fleet.EndToEnd.Tests;

/// <summary>How a command ended and what it printed.</summary>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The standard output of a command that has to succeed.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Command}: exit {ExitCode}\n{Output}{Error}");
        return Output;
    }

    /// <summary>The standard error of a command that has to fail with this code.</summary>
    public string Failed(int exitCode = 1)
    {
        Assert.True(ExitCode == exitCode, $"{Command}: exit {ExitCode}, expected {exitCode}\n{Output}{Error}");
        return Error;
    }
}
