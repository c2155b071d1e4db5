using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Fleet.Kubernetes.Client;

/// <summary>Certificates from PEM, as kubeconfigs and exec plugins carry them.</summary>
internal static class ClientCertificates
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">Not a certificate with its key.</exception>
    /// <exception cref="ArgumentException">The key's algorithm does not fit.</exception>
    public static X509Certificate2 FromPem(string certificate, string key)
    {
        var ephemeral = X509Certificate2.CreateFromPem(certificate, key);
        if (!OperatingSystem.IsWindows())
        {
            return ephemeral;
        }

        // Windows' TLS cannot use a key that is in no store.
        using var _ = ephemeral;
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Every certificate of a bundle; KubernetesClient reads only the first.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Neither PEM nor DER.</exception>
    public static X509Certificate2Collection ReadBundle(byte[] data)
    {
        var certificates = new X509Certificate2Collection();
        var text = Encoding.Latin1.GetString(data);
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            certificates.ImportFromPem(text);
        }
        else
        {
            certificates.Add(X509CertificateLoader.LoadCertificate(data));
        }

        return certificates;
    }
}
