using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;
using k8s;
using k8s.KubeConfigModels;
using YamlDotNet.Core;

namespace Fleet.Kubernetes.Client;

/// <summary>One kubeconfig as parsed: KubernetesClient's model and the fields it does not know. <see cref="Folder"/> is what its paths are relative to.</summary>
internal sealed class KubeconfigFile
{
    /// <summary>A fleet of 10,000 contexts with their own certificates is about 40 MB.</summary>
    private const int MaxBytes = 64 << 20;

    private KubeconfigFile(string name, string? folder, K8SConfiguration configuration, DocumentValue source)
    {
        Name = name;
        Folder = folder;
        CurrentContext = string.IsNullOrEmpty(configuration.CurrentContext) ? null : configuration.CurrentContext;
        Contexts = Index(configuration.Contexts, context => context.Name);
        Clusters = Index(configuration.Clusters, cluster => cluster.Name);
        Users = Index(configuration.Users, user => user.Name);
        TokenFiles = Collect(source["users"u8], user => user["user"u8]["tokenFile"u8]);
        ImpersonatedUids = Collect(source["users"u8], user => user["user"u8]["as-uid"u8]);
        Proxies = Collect(source["clusters"u8], cluster => cluster["cluster"u8]["proxy-url"u8]);
    }

    /// <summary>The file's path, or <c>kubeconfig content</c>.</summary>
    public string Name { get; }

    public string? Folder { get; }

    public string? CurrentContext { get; }

    public IReadOnlyDictionary<string, Context> Contexts { get; }

    public IReadOnlyDictionary<string, Cluster> Clusters { get; }

    public IReadOnlyDictionary<string, User> Users { get; }

    /// <summary><c>tokenFile</c> by user name.</summary>
    public IReadOnlyDictionary<string, string> TokenFiles { get; }

    /// <summary><c>as-uid</c> by user name.</summary>
    public IReadOnlyDictionary<string, string> ImpersonatedUids { get; }

    /// <summary><c>proxy-url</c> by cluster name.</summary>
    public IReadOnlyDictionary<string, string> Proxies { get; }

    /// <exception cref="KubeconfigException">Not there, not readable, too large or malformed.</exception>
    public static async Task<KubeconfigFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new KubeconfigException($"The kubeconfig {path} does not exist.");
            }

            if (file.Length > MaxBytes)
            {
                throw new KubeconfigException($"The kubeconfig {path} is {file.Length} bytes; up to {MaxBytes} are accepted.");
            }

            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            return Parse(text, path, Path.GetDirectoryName(file.FullName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"The kubeconfig {path} cannot be read: {error.Message}", error);
        }
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static KubeconfigFile Parse(string text, string name, string? folder)
    {
        var what = folder is null ? $"The {name}" : $"The kubeconfig {name}";
        if (text.Length > MaxBytes)
        {
            throw new KubeconfigException($"{what} is longer than {MaxBytes} characters.");
        }

        try
        {
            var source = YamlReader.Read(text).Root;
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            return source.IsObject && KubernetesClientConfiguration.LoadKubeConfig(stream) is { } configuration
                ? new KubeconfigFile(name, folder, configuration, source)
                : throw new KubeconfigException($"{what} is empty or no mapping; a Config of clusters, users and contexts is expected.");
        }
        catch (YamlFormatException error)
        {
            // Neither the parser's words nor the exception itself: both can quote the value, which may be a secret.
            throw new KubeconfigException(error.Line > 0 ? $"{what} is malformed at line {error.Line}: not YAML." : $"{what} is empty or not YAML.");
        }
        catch (YamlException error)
        {
            throw new KubeconfigException($"{what} is malformed at line {error.Start.Line}, column {error.Start.Column}: not a field of a kubeconfig.");
        }
    }

    /// <summary>Entries by name, the first of a name.</summary>
    private static OrderedDictionary<string, T> Index<T>(IEnumerable<T>? entries, Func<T, string?> name)
        where T : class
    {
        var index = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var entry in entries ?? [])
        {
            if (entry is not null && name(entry) is { } key)
            {
                index.TryAdd(key, entry);
            }
        }

        return index;
    }

    /// <summary>Fields of the kubeconfig API (client-go <c>clientcmdapi</c>) that KubernetesClient's model leaves out, by the name of their entry.</summary>
    private static Dictionary<string, string> Collect(DocumentValue entries, Func<DocumentValue, DocumentValue> field)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries.Items)
        {
            if (entry["name"u8].AsString() is { } name && field(entry).AsString() is { Length: > 0 } value)
            {
                values.TryAdd(name, value);
            }
        }

        return values;
    }
}
