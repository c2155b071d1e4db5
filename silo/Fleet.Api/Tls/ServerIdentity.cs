using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Api.Tls;

namespace Fleet.Api.Tls;

/// <summary>
/// What a silo shows and trusts: its server certificate, given or issued by an authority that is kept in the data folder, and the authorities of client
/// certificates.
/// </summary>
public sealed class ServerIdentity : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2Collection _clientAuthorities = [];

    private ServerIdentity(CertificateAuthority authority, X509Certificate2 server, string? authorityPem)
    {
        _authority = authority;
        Server = server;
        AuthorityPem = authorityPem;
    }

    public X509Certificate2 Server { get; }

    /// <summary>What clients verify the server by; null where its certificate was given: they know it by other ways.</summary>
    public string? AuthorityPem { get; }

    /// <summary>Reads or makes what is needed.</summary>
    /// <param name="folder">Where the authority is kept.</param>
    /// <param name="options">What was configured.</param>
    /// <param name="machine">The machine's time.</param>
    /// <exception cref="ArgumentException">A file does not hold what it should; it is named.</exception>
    public static ServerIdentity Open(string folder, TlsOptions options, TimeProvider machine)
    {
        options.Validate();
        var authority = OpenAuthority(folder, machine);
        var identity = options.CertificateFile is { } file
            ? new ServerIdentity(authority, Load(file, options.KeyFile!), authorityPem: null)
            : new ServerIdentity(authority, authority.IssueServer("fleet", [Environment.MachineName, .. options.Names]), authority.Pem);
        if (options.ClientAuthorityFile is { } clients)
        {
            identity._clientAuthorities.ImportFromPemFile(clients);
        }

        return identity;
    }

    /// <summary>Whether a client certificate is one of ours or of the configured authority.</summary>
    public bool TrustsClient(X509Certificate2 certificate)
    {
        if (_authority.Signed(certificate))
        {
            return true;
        }

        if (_clientAuthorities.Count == 0)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_clientAuthorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        Server.Dispose();
        _authority.Dispose();
    }

    private static CertificateAuthority OpenAuthority(string folder, TimeProvider machine)
    {
        var (certificate, key) = (Path.Combine(folder, "ca.crt"), Path.Combine(folder, "ca.key"));
        if (File.Exists(certificate) && File.Exists(key))
        {
            return Read(certificate, () => CertificateAuthority.Load(File.ReadAllText(certificate), File.ReadAllText(key), machine));
        }

        var made = new CertificateAuthority(machine, "fleet-ca");
        WriteSecret(key, made.KeyPem);
        File.WriteAllText(certificate, made.Pem);
        return made;
    }

    private static X509Certificate2 Load(string certificate, string key) => Read(certificate, () =>
    {
        using var loaded = X509Certificate2.CreateFromPemFile(certificate, key);

        // SslStream cannot use the ephemeral key of a PEM file on every platform.
        return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
    });

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException error)
        {
            throw new ArgumentException($"{file}: {error.Message} A PEM certificate and its key are accepted.", error);
        }
    }

    private static void WriteSecret(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }
}
