using Fleet.Cli.Output;
using Fleet.Cli.Resources;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Cli.Doctor;

/// <summary>Tokens that have ended or soon will.</summary>
internal static class TokenChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(FleetClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var tokens = await client.Api.ListAsync(
                new ResourceAddress(new GroupVersionResource(FleetKinds.Group, FleetKinds.Version, "accesstokens")),
                new GroupVersionKind(FleetKinds.Group, FleetKinds.Version, "AccessToken"),
                cancellationToken: cancellationToken);
            var findings = tokens.SelectMany(token => Of(token, now)).ToList();
            return findings.Count == 0 ? [DoctorFinding.Ok("tokens", $"{tokens.Count}, none ends within {Soon.TotalDays} days")] : findings;
        }
        catch (KubernetesApiException)
        {
            return [DoctorFinding.Ok("tokens", "not looked at: only administrators may")];
        }
    }

    public static IEnumerable<DoctorFinding> Of(Document token, DateTimeOffset now)
    {
        var name = token["metadata"u8]["name"u8].AsString("");
        if (ObjectPage.Time(token["spec"u8]["expiresAt"u8]) is { } end && end - now < Soon)
        {
            yield return end <= now
                ? DoctorFinding.Problem("tokens", $"{name} ended {Ages.Since(end, now)} ago", $"fleet token revoke {name}")
                : DoctorFinding.Warning("tokens", $"{name} ends in {Ages.Of(end - now)}", $"fleet token create {name}-next, then fleet token revoke {name}");
        }
    }
}
