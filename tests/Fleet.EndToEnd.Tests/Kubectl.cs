namespace Fleet.EndToEnd.Tests;

/// <summary>A real kubectl on one context and namespace of a kubeconfig, with a discovery cache of its own.</summary>
public sealed class Kubectl(string kubeconfig, string context, string @namespace)
{
    /// <summary><c>FLEET_TEST_KUBECTL</c>, or the kubectl on the PATH; null: there is none.</summary>
    public static string? Path { get; } = Find();

    public string Namespace { get; } = @namespace;

    /// <summary>Runs it; words of the command are split at spaces.</summary>
    public Task<CommandResult> RunAsync(string command, string? input = null) => RunAsync(command.Split(' '), input);

    public Task<CommandResult> RunAsync(
        IReadOnlyList<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? stopAfter = null) =>
        CommandRunner.RunAsync(
            Path!,
            ["--kubeconfig", kubeconfig, "--context", context, "--namespace", Namespace, "--cache-dir", kubeconfig + ".cache", .. arguments],
            input,
            environment,
            stopAfter);

    /// <summary>The output of a command that has to succeed, without the last line break.</summary>
    public async Task<string> OutputAsync(string command, string? input = null) => (await RunAsync(command, input)).Succeeded().TrimEnd('\n');

    /// <summary>One value of an object: <c>GetAsync("deployment/web", "{.spec.replicas}")</c>.</summary>
    public async Task<string> GetAsync(string resource, string jsonPath) =>
        (await RunAsync(["get", resource, "-o", "jsonpath=" + jsonPath])).Succeeded();

    private static string? Find()
    {
        var chosen = Environment.GetEnvironmentVariable("FLEET_TEST_KUBECTL");
        if (!string.IsNullOrEmpty(chosen))
        {
            return File.Exists(chosen) ? chosen : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Select(folder => System.IO.Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
    }
}
