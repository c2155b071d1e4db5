using System.Security;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Cli.Clusters;

/// <summary>
/// A kubeconfig of this machine, cut down to what another machine needs for one context: its cluster and user, with the files they name put in. Holds
/// secrets: no printable form.
/// </summary>
internal sealed class MemberKubeconfig
{
    private readonly IReadOnlyList<(string Path, Document Content)> _files;

    private MemberKubeconfig(IReadOnlyList<(string Path, Document Content)> files) => _files = files;

    /// <summary>The names of all contexts, in their order.</summary>
    public IReadOnlyList<string> Contexts => [.. _files.SelectMany(file => Names(file.Content["contexts"u8])).Distinct(StringComparer.Ordinal)];

    public string? CurrentContext => _files.Select(file => file.Content["current-context"u8].AsString()).FirstOrDefault(name => !string.IsNullOrEmpty(name));

    private string Source => string.Join(", ", _files.Select(file => file.Path));

    /// <summary>Reads one file, or several as <c>KUBECONFIG</c> names them; null for <c>KUBECONFIG</c>, then <c>~/.kube/config</c>.</summary>
    /// <exception cref="KubeconfigException">One cannot be read, or is no kubeconfig.</exception>
    public static async Task<MemberKubeconfig> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        // Reads and checks them as the client does, with its messages; what it keeps is not enough to write them again.
        var source = (await Kubeconfig.ReadAsync(path, cancellationToken)).Source;
        var files = new List<(string, Document)>();
        foreach (var file in source.Split(", "))
        {
            files.Add((file, YamlReader.Read(await File.ReadAllBytesAsync(file, cancellationToken))));
        }

        return new MemberKubeconfig(files);
    }

    /// <summary>The kubeconfig of one context, as JSON (which is YAML), and what will not work elsewhere.</summary>
    /// <exception cref="KubeconfigException">The context or what it names is not there.</exception>
    public (string Text, IReadOnlyList<string> Warnings) Extract(string context)
    {
        var warnings = new List<string>();
        var (file, entry) = Find("contexts", context) ?? throw new KubeconfigException($"{Source}: the context \"{context}\" does not exist; there are {Listed(Contexts)}.");
        var details = entry["context"u8];
        var clusterName = details["cluster"u8].AsString("");
        var (clusterFile, cluster) = Find("clusters", clusterName) ?? throw new KubeconfigException($"{file}, context \"{context}\": context.cluster names \"{clusterName}\", which clusters does not have.");
        var userName = details["user"u8].AsString("");
        var kubeconfig = DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Config"),
            ("current-context", context),
            ("contexts", DocumentNode.Array(entry)),
            ("clusters", DocumentNode.Array(Cluster(clusterFile, cluster))));
        if (userName.Length > 0)
        {
            var (userFile, user) = Find("users", userName) ?? throw new KubeconfigException($"{file}, context \"{context}\": context.user names \"{userName}\", which users does not have.");
            kubeconfig["users"] = DocumentNode.Array(User(userFile, user, warnings));
        }

        return (kubeconfig.ToString(), warnings);
    }

    private static DocumentNode Cluster(string file, DocumentValue entry)
    {
        var node = entry.ToNode();
        Inline(file, node.GetOrAddObject("cluster"), "certificate-authority");
        return node;
    }

    private static DocumentNode User(string file, DocumentValue entry, List<string> warnings)
    {
        var node = entry.ToNode();
        var user = node.GetOrAddObject("user");
        Inline(file, user, "client-certificate");
        Inline(file, user, "client-key");
        if (user["tokenFile"]?.AsString() is { Length: > 0 } tokenFile)
        {
            user["token"] = System.Text.Encoding.UTF8.GetString(ReadFile(file, tokenFile, "tokenFile")).Trim();
            user.Remove("tokenFile");
            warnings.Add($"the token of {tokenFile} was copied; when the file is renewed, add the cluster again with --replace");
        }

        if (user["exec"] is { IsObject: true } exec)
        {
            warnings.Add($"it runs \"{exec["command"]?.AsString()}\" for credentials; the silo must have this program and be allowed to run it");
        }

        return node;
    }

    /// <summary>A file a field names becomes the field's <c>-data</c> form, unless that is there: then it wins, as for kubectl.</summary>
    private static void Inline(string file, DocumentNode fields, string field)
    {
        if (fields[field]?.AsString() is { Length: > 0 } path && string.IsNullOrEmpty(fields[field + "-data"]?.AsString()))
        {
            fields[field + "-data"] = Convert.ToBase64String(ReadFile(file, path, field));
        }

        fields.Remove(field);
    }

    private static byte[] ReadFile(string kubeconfig, string path, string field)
    {
        var full = Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(kubeconfig))!);
        try
        {
            return File.ReadAllBytes(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
        {
            throw new KubeconfigException($"{kubeconfig}: {field}: {full} cannot be read: {error.Message}");
        }
    }

    private (string File, DocumentValue Entry)? Find(string list, string name)
    {
        foreach (var (path, content) in _files)
        {
            foreach (var entry in content[list].Items)
            {
                if (entry["name"u8].AsString() == name)
                {
                    return (path, entry);
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> Names(DocumentValue entries) => entries.Items.ToList().Select(entry => entry["name"u8].AsString("")).Where(name => name.Length > 0);

    /// <summary>The first names; "none" where there are none.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(10)) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");
}
