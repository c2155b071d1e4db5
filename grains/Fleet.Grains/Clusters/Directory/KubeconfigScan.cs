using System.Security.Cryptography;
using System.Text;
using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Clusters.Directory;

/// <summary>What the kubeconfigs of a folder declare at one moment. A file that cannot be used is a fault beside the others.</summary>
internal sealed class KubeconfigScan
{
    private const int MaxName = 63;
    private const int HashLength = 6;

    private KubeconfigScan(IReadOnlyList<KubeconfigEntry> entries, IReadOnlyList<KubeconfigFault> faults) => (Entries, Faults) = (entries, faults);

    public IReadOnlyList<KubeconfigEntry> Entries { get; }

    public IReadOnlyList<KubeconfigFault> Faults { get; }

    /// <param name="folder">Its files are read, not those of folders in it, nor those whose name begins with a dot.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static async Task<KubeconfigScan> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var entries = new List<KubeconfigEntry>();
        var faults = new List<KubeconfigFault>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in System.IO.Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal))
        {
            var digest = "";
            try
            {
                digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)))[..16];
                var kubeconfig = await Kubeconfig.ReadAsync(path, cancellationToken).ConfigureAwait(false);
                if (kubeconfig.Contexts.Count == 0)
                {
                    faults.Add(new(path, digest, $"The kubeconfig {path} has no contexts."));
                }

                entries.AddRange(kubeconfig.Contexts.Select(context => new KubeconfigEntry(NameOf(path, context, taken), path, context, digest)));
            }
            catch (Exception error) when (error is KubeconfigException or IOException or UnauthorizedAccessException)
            {
                faults.Add(new(path, digest, error.Message));
            }
        }

        return new(entries, faults);
    }

    /// <summary>A DNS-1123 label made of the context's name; one that another context has already gets a hash of file and context.</summary>
    private static string NameOf(string path, string context, HashSet<string> taken)
    {
        var label = new StringBuilder();
        foreach (var c in context.ToLowerInvariant())
        {
            label.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        }

        var name = Cut(label.ToString().Trim('-'), MaxName);
        if (name.Length > 0 && taken.Add(name))
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)}\n{context}")))[..HashLength];
        name = $"{(name.Length == 0 ? "cluster" : Cut(name, MaxName - HashLength - 1))}-{hash}";
        taken.Add(name);
        return name;
    }

    private static string Cut(string label, int length) => label.Length <= length ? label : label[..length].TrimEnd('-');
}
