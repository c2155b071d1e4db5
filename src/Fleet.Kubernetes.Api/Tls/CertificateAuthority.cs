using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Kubernetes.Api.Tls;

/// <summary>A certificate authority for one server and its clients: of a process (the simulator) or of a data folder (a silo).</summary>
public sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly ECDsa _key;
    private readonly DateTimeOffset _notBefore;

    /// <param name="machine">The machine's time: TLS peers know no simulated one.</param>
    /// <param name="name">The authority's common name.</param>
    public CertificateAuthority(TimeProvider machine, string name)
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _notBefore = machine.GetUtcNow().AddMinutes(-5);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = request.CreateSelfSigned(_notBefore, _notBefore + AuthorityLifetime);
    }

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key, TimeProvider machine)
    {
        (Certificate, _key) = (certificate, key);
        _notBefore = machine.GetUtcNow().AddMinutes(-5);
    }

    /// <summary>The authority whose certificate and key were kept as PEM (<see cref="Pem"/>, <see cref="KeyPem"/>).</summary>
    /// <exception cref="CryptographicException">The texts are no certificate and key that belong together.</exception>
    public static CertificateAuthority Load(string certificate, string key, TimeProvider machine)
    {
        var loaded = X509Certificate2.CreateFromPem(certificate, key);
        return new CertificateAuthority(loaded, loaded.GetECDsaPrivateKey() ?? throw new CryptographicException("The authority's key is no elliptic curve key."), machine);
    }

    /// <summary>The private key: a secret.</summary>
    public string KeyPem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>A server certificate for this machine's loopback addresses and the names given.</summary>
    /// <param name="commonName">The subject.</param>
    /// <param name="names">DNS names and IP addresses.</param>
    public X509Certificate2 IssueServer(string commonName, params IEnumerable<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={commonName}"), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddDnsName("localhost");
        alternatives.AddIpAddress(IPAddress.Loopback);
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return Issue(request, key, ServerAuthentication);
    }

    /// <summary>A client certificate: the user is its common name, the groups its organizations.</summary>
    public X509Certificate2 IssueClient(string user, params IEnumerable<string> groups)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(user);
        foreach (var group in groups)
        {
            subject.AddOrganizationName(group);
        }

        return Issue(new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256), key, ClientAuthentication);
    }

    /// <summary>Whether this authority signed it as a client certificate.</summary>
    public bool Signed(X509Certificate2 certificate) => IsTrusted(certificate, ClientAuthentication);

    /// <summary>Whether this authority signed it as a server certificate.</summary>
    public bool Issued(X509Certificate2 certificate) => IsTrusted(certificate, ServerAuthentication);

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private bool IsTrusted(X509Certificate2 certificate, string usage)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        return chain.Build(certificate);
    }

    private X509Certificate2 Issue(CertificateRequest request, ECDsa key, string usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var signed = request.Create(Certificate, _notBefore, _notBefore + Lifetime, serial);
        return signed.CopyWithPrivateKey(key);
    }
}
