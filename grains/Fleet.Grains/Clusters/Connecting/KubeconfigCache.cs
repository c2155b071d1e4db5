using System.Collections.Concurrent;
using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Clusters.Connecting;

/// <summary>Kubeconfig files as last read: one file may name a thousand clusters, and is parsed once for all of them until it changes. Thread safe.</summary>
internal sealed class KubeconfigCache
{
    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, Lazy<Task<Kubeconfig>> Read)> _files = new(StringComparer.Ordinal);

    /// <exception cref="KubeconfigException">It is not there, not readable or malformed.</exception>
    public async Task<Kubeconfig> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            _files.TryRemove(path, out _);
            throw new KubeconfigException($"The kubeconfig {path} does not exist.");
        }

        var now = (file.LastWriteTimeUtc, file.Length);
        var entry = _files.AddOrUpdate(path, _ => New(path, now), (_, known) => (known.Written, known.Length) == now && !known.Read.Value.IsFaulted ? known : New(path, now));
        return await entry.Read.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static (DateTime Written, long Length, Lazy<Task<Kubeconfig>> Read) New(string path, (DateTime Written, long Length) stamp) =>
        (stamp.Written, stamp.Length, new Lazy<Task<Kubeconfig>>(() => Task.Run(() => Kubeconfig.ReadAsync(path))));
}
