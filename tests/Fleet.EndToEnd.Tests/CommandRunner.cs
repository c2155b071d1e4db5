using System.Diagnostics;

namespace Fleet.EndToEnd.Tests;

/// <summary>Runs one command to its end, within a limit.</summary>
internal static class CommandRunner
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static async Task<CommandResult> RunAsync(
        string file, IReadOnlyList<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? stopAfter = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var end = new CancellationTokenSource(stopAfter ?? limit ?? Limit);
        var command = $"{Path.GetFileName(file)} {string.Join(' ', arguments)}";
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.True(stopAfter is not null, $"{command} did not end within {limit ?? Limit}:\n{await output}{await error}");
        }

        return new CommandResult(command, process.HasExited ? process.ExitCode : -1, await output, await error);
    }
}
