using k8s;
using k8s.KubeConfigModels;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// One or several kubeconfig files, read once for all the clusters they name: a fleet's file has thousands of contexts. Of several files the first entry
/// of a name wins, as kubectl merges. Holds secrets: no printable form. Immutable.
/// </summary>
public sealed class Kubeconfig
{
    private readonly IReadOnlyList<KubeconfigFile> _files;

    private Kubeconfig(IReadOnlyList<KubeconfigFile> files, bool isTrusted)
    {
        _files = files;
        IsTrusted = isTrusted;
    }

    /// <summary>Read from this machine's files, not handed over as text.</summary>
    public bool IsTrusted { get; }

    /// <summary>The files' paths, for messages.</summary>
    public string Source => string.Join(", ", _files.Select(file => file.Name));

    public string? CurrentContext => _files.Select(file => file.CurrentContext).FirstOrDefault(current => current is not null);

    /// <summary>The names of all contexts, in their order.</summary>
    public IReadOnlyList<string> Contexts => [.. _files.SelectMany(file => file.Contexts.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads kubeconfig files.</summary>
    /// <param name="path">One file, or several as in <c>KUBECONFIG</c>; null for <c>KUBECONFIG</c> itself, then <c>~/.kube/config</c>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="KubeconfigException">Not there, not readable or malformed.</exception>
    public static async Task<Kubeconfig> ReadAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        var files = new List<KubeconfigFile>();
        foreach (var file in Paths(path))
        {
            files.Add(await KubeconfigFile.ReadAsync(file, cancellationToken).ConfigureAwait(false));
        }

        return new Kubeconfig(files, isTrusted: true);
    }

    /// <summary>Reads a kubeconfig somebody declared as text.</summary>
    /// <exception cref="KubeconfigException">Malformed.</exception>
    public static Kubeconfig Parse(string content) => new([KubeconfigFile.Parse(content, "kubeconfig content", folder: null)], isTrusted: false);

    public override string ToString() => Source;

    internal (KubeconfigFile File, Context Entry)? FindContext(string name) => Find(name, file => file.Contexts);

    internal (KubeconfigFile File, Cluster Entry)? FindCluster(string name) => Find(name, file => file.Clusters);

    internal (KubeconfigFile File, User Entry)? FindUser(string name) => Find(name, file => file.Users);

    private (KubeconfigFile File, T Entry)? Find<T>(string name, Func<KubeconfigFile, IReadOnlyDictionary<string, T>> entries)
    {
        foreach (var file in _files)
        {
            if (entries(file).TryGetValue(name, out var entry))
            {
                return (file, entry);
            }
        }

        return null;
    }

    private static string[] Paths(string? path)
    {
        path ??= Environment.GetEnvironmentVariable("KUBECONFIG");
        if (string.IsNullOrEmpty(path))
        {
            return [KubernetesClientConfiguration.KubeConfigDefaultLocation];
        }

        var paths = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

        // Of several, those that do not exist are passed over, as kubectl does; one alone must exist.
        return paths.Length > 1 && paths.Where(File.Exists).ToArray() is { Length: > 0 } existing ? existing : paths.Length == 0 ? [path] : [paths[0]];
    }
}
