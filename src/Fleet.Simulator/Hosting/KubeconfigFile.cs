using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Kubernetes.Api.Tls;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Simulator.Hosting;

/// <summary>The kubeconfig of a simulated fleet: one context a cluster, all with the administrator's client certificate.</summary>
internal static class KubeconfigFile
{
    public const string UserName = "admin";

    public static string Create(Uri address, IEnumerable<string> clusters, CertificateAuthority authority, X509Certificate2 administrator)
    {
        var names = clusters.ToList();
        var authorityData = Base64(authority.Pem);
        using var key = administrator.GetECDsaPrivateKey()!;
        var document = DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Config"),
            ("clusters", DocumentNode.Array(names.Select(name => DocumentNode.Object(
                ("name", name),
                ("cluster", DocumentNode.Object(
                    ("certificate-authority-data", authorityData),
                    ("server", new Uri(address, $"clusters/{name}").ToString()))))))),
            ("contexts", DocumentNode.Array(names.Select(name => DocumentNode.Object(
                ("name", name),
                ("context", DocumentNode.Object(("cluster", name), ("user", UserName))))))),
            ("current-context", names[0]),
            ("users", DocumentNode.Array(DocumentNode.Object(
                ("name", UserName),
                ("user", DocumentNode.Object(
                    ("client-certificate-data", Base64(administrator.ExportCertificatePem())),
                    ("client-key-data", Base64(key.ExportPkcs8PrivateKeyPem()))))))));
        return YamlWriter.Write(document.ToDocument());
    }

    /// <summary>Writes a file nobody else may read, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var stream = new FileStream(temporary, options))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem.EndsWith('\n') ? pem : pem + "\n"));
}
