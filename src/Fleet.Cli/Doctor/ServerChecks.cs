using System.Globalization;
using System.Text;
using Fleet.Cli.Hosting;
using Fleet.Client;
using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Doctor;

/// <summary>Whether the silo answers, what it says of itself, and whether its clock is ours.</summary>
internal sealed class ServerChecks(FleetClient client, TimeProvider time)
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private const int MaxText = 1 << 16;

    /// <summary>The findings, and whether it is worth asking on.</summary>
    public async Task<(IReadOnlyList<DoctorFinding> Findings, bool IsReachable)> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DoctorFinding>();
        try
        {
            findings.AddRange(await VersionAsync(cancellationToken));
        }
        catch (KubernetesApiException error)
        {
            return ([DoctorFinding.Problem("server", error.Message, "fleet token create NAME, and put the token into the fleet's kubeconfig")], false);
        }
        catch (ClusterException error)
        {
            return ([DoctorFinding.Problem("server", error.Message, "fleet up, or --fleet FILE for another fleet")], false);
        }

        findings.Add(await ReadinessAsync(cancellationToken));
        return (findings, true);
    }

    private async Task<IEnumerable<DoctorFinding>> VersionAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var version = await client.Api.GetVersionAsync(cancellationToken);
        var took = time.GetElapsedTime(started);
        var findings = new List<DoctorFinding>
        {
            DoctorFinding.Ok("server", string.Create(CultureInfo.InvariantCulture, $"{client.Name} answers in {took.TotalMilliseconds:0} ms")),
            DoctorFinding.Ok("versions", $"server {version.GitVersion}, command {ProductVersion.Text}"),
        };
        using var answer = await client.Api.OpenAsync("version", "application/json", [], AnswerLimit, cancellationToken);
        if (answer.Date is { } date && (time.GetUtcNow() - date).Duration() is var skew)
        {
            findings.Add(skew > MaxSkew
                ? DoctorFinding.Problem("clock", string.Create(CultureInfo.InvariantCulture, $"the server's clock differs from this machine's by {skew.TotalSeconds:0} s"), "synchronize both with NTP: tokens and ages depend on them")
                : DoctorFinding.Ok("clock", "the same as this machine's"));
        }

        return findings;
    }

    /// <summary>The server's own checks, storage among them.</summary>
    private async Task<DoctorFinding> ReadinessAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.Api.OpenAsync("readyz?verbose", "*/*", [], AnswerLimit, cancellationToken);
            var buffer = new byte[MaxText];
            var read = await answer.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            var failed = Encoding.UTF8.GetString(buffer, 0, read).Split('\n').Where(line => line.StartsWith("[-]", StringComparison.Ordinal)).ToList();
            return failed.Count == 0
                ? DoctorFinding.Ok("ready", "storage and caches are ready")
                : DoctorFinding.Problem("ready", string.Join("; ", failed), "see the silo's log");
        }
        catch (ClusterException error)
        {
            return DoctorFinding.Problem("ready", error.Message, "see the silo's log; a full disk and a lost Redis are the usual causes");
        }
    }
}
