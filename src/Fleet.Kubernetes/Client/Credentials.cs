using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Kubernetes.Client;

/// <summary>What one request is authenticated with. A class without a printable form: it must not end up in a log.</summary>
internal sealed class Credentials
{
    public static Credentials None { get; } = new();

    public AuthenticationHeaderValue? Header { get; init; }

    public X509Certificate2? Certificate { get; init; }

    public override string ToString() => nameof(Credentials);
}
