using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>
/// A client certificate the TLS layer took: the user is its common name, the groups its organizations. Whether it is to be trusted is the host's
/// to say.
/// </summary>
/// <param name="isTrusted">Whether the client authority signed it.</param>
public sealed class ClientCertificateAuthenticator(Func<X509Certificate2, bool> isTrusted) : IAuthenticator
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    /// <summary>A connection keeps its certificate: it is read, and its chain built, once.</summary>
    private readonly ConditionalWeakTable<X509Certificate2, CertificateUser> _known = [];

    public ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Connection.ClientCertificate is not { } certificate)
        {
            return new(AuthenticationOutcome.None);
        }

        var known = _known.GetValue(certificate, presented => new CertificateUser(isTrusted(presented) ? Read(presented) : null));
        return new(known.User is { } user ? new AuthenticationOutcome(user, false) : AuthenticationOutcome.Refused);
    }

    /// <summary>The user; null when the certificate names none.</summary>
    private static UserInfo? Read(X509Certificate2 certificate)
    {
        var name = "";
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements)
            {
                continue;
            }

            switch (part.GetSingleElementType().Value)
            {
                case CommonName:
                    name = part.GetSingleElementValue() ?? "";
                    break;
                case Organization:
                    groups.Add(part.GetSingleElementValue() ?? "");
                    break;
            }
        }

        if (name.Length == 0)
        {
            return null;
        }

        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        return Groups.WithAuthenticated(new UserInfo(name)
        {
            Groups = groups,
            Extra = new Dictionary<string, IReadOnlyList<string>> { [CredentialId] = [$"X509SHA256={fingerprint}"] },
        });
    }

    private sealed record CertificateUser(UserInfo? User);
}
