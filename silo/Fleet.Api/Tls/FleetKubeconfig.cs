using System.Text;
using Fleet.Api.Identity;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Api.Tls;

/// <summary>The administrator's kubeconfig of a silo: what <c>kubectl --kubeconfig data/fleet.kubeconfig</c> and <c>fleet</c> use.</summary>
public static class FleetKubeconfig
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="file">Where it goes; only the owner can read it.</param>
    /// <param name="server">The API's address.</param>
    /// <param name="token">The administrator's token.</param>
    /// <param name="authorityPem">What the server's certificate is verified by; null for plain HTTP or the machine's roots.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task WriteAsync(string file, Uri server, AdminToken token, string? authorityPem, CancellationToken cancellationToken)
    {
        var cluster = DocumentNode.Object(("server", server.ToString().TrimEnd('/')));
        if (authorityPem is not null)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem));
        }

        var document = DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Config"),
            ("clusters", DocumentNode.Array(DocumentNode.Object(("name", "fleet"), ("cluster", cluster)))),
            ("contexts", DocumentNode.Array(DocumentNode.Object(("name", "fleet"), ("context", DocumentNode.Object(("cluster", "fleet"), ("user", "admin")))))),
            ("current-context", "fleet"),
            ("users", DocumentNode.Array(DocumentNode.Object(("name", "admin"), ("user", DocumentNode.Object(("token", token.Value)))))));

        // Into a new file that takes the old one's place: a reader never sees half of it, and the old one's mode does not live on.
        var partial = file + ".new";
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using (var stream = new FileStream(partial, options))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(YamlWriter.Write(document.ToDocument())), cancellationToken).ConfigureAwait(false);
        }

        File.Move(partial, file, overwrite: true);
    }
}
