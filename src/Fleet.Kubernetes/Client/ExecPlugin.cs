using System.Diagnostics;
using Fleet.Kubernetes.Documents;
using k8s.KubeConfigModels;

namespace Fleet.Kubernetes.Client;

/// <summary>What to run for credentials: a user's <c>exec</c> in a kubeconfig. <see cref="Source"/> names file, context and user for messages.</summary>
internal sealed record ExecPlugin(string Source, string Command, string ApiVersion, IReadOnlyList<string> Arguments, IReadOnlyList<KeyValuePair<string, string>> Environment, string InstallHint, string ExecInfo)
{
    private static readonly string[] Accepted = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    /// <exception cref="KubeconfigException">The command or the API version is missing or unknown.</exception>
    public static ExecPlugin From(string source, ExternalExecution exec, ClusterEndpoint cluster, string? folder)
    {
        if (string.IsNullOrWhiteSpace(exec.Command))
        {
            throw new KubeconfigException($"{source}: exec.command is empty; a program is expected.");
        }

        if (!Accepted.Contains(exec.ApiVersion))
        {
            throw new KubeconfigException($"{source}: exec.apiVersion is \"{exec.ApiVersion}\"; {string.Join(" and ", Accepted)} are accepted.");
        }

        // As kubectl: a bare name is looked up in PATH, a path is relative to the kubeconfig.
        var command = exec.Command.Contains('/', StringComparison.Ordinal) && folder is not null ? Path.GetFullPath(exec.Command, folder) : exec.Command;
        var environment = new List<KeyValuePair<string, string>>();
        foreach (var entry in exec.EnvironmentVariables ?? [])
        {
            if (!entry.TryGetValue("name", out var name) || string.IsNullOrEmpty(name) || !entry.TryGetValue("value", out var value))
            {
                throw new KubeconfigException($"{source}: an entry of exec.env lacks name or value.");
            }

            environment.Add(new(name, value ?? ""));
        }

        return new ExecPlugin(source, command, exec.ApiVersion, [.. exec.Arguments ?? []], environment, exec.InstallHint ?? "", Info(exec, cluster));
    }

    public ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(Command, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment["KUBERNETES_EXEC_INFO"] = ExecInfo;
        return info;
    }

    public override string ToString() => $"{Source}: {Command}";

    private static string Info(ExternalExecution exec, ClusterEndpoint cluster)
    {
        var spec = DocumentNode.Object(("interactive", false));
        if (exec.ProvideClusterInfo)
        {
            spec["cluster"] = DocumentNode.Object(
                ("server", cluster.Server),
                ("tls-server-name", cluster.TlsServerName is { Length: > 0 } name ? (DocumentNode)name : null),
                ("insecure-skip-tls-verify", cluster.SkipTlsVerify ? DocumentNode.Boolean(true) : null),
                ("certificate-authority-data", cluster.CertificateAuthorityData is { Length: > 0 } data ? (DocumentNode)data : null));
        }

        return DocumentNode.Object(("apiVersion", exec.ApiVersion), ("kind", "ExecCredential"), ("spec", spec)).ToString();
    }
}
