using System.Text;
using k8s;
using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Fleet.Kubernetes.Client;

/// <summary>One kubeconfig as parsed: KubernetesClient's model and the fields it does not know. <see cref="Folder"/> is what its paths are relative to.</summary>
internal sealed class KubeconfigFile
{
    private const int MaxBytes = 4 << 20;

    private KubeconfigFile(string name, string? folder, K8SConfiguration configuration, Extras extras)
    {
        Name = name;
        Folder = folder;
        Configuration = configuration;
        TokenFiles = Collect(extras.Users, user => user.Name, user => user.User?.TokenFile);
        Proxies = Collect(extras.Clusters, cluster => cluster.Name, cluster => cluster.Cluster?.ProxyUrl);
    }

    /// <summary>The file's path, or <c>kubeconfig content</c>.</summary>
    public string Name { get; }

    public string? Folder { get; }

    public K8SConfiguration Configuration { get; }

    /// <summary><c>tokenFile</c> by user name.</summary>
    public IReadOnlyDictionary<string, string> TokenFiles { get; }

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
        if (text.Length > MaxBytes)
        {
            throw new KubeconfigException($"The {name} is longer than {MaxBytes} characters.");
        }

        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var configuration = KubernetesClientConfiguration.LoadKubeConfig(stream);
            var extras = KubernetesYaml.Deserialize<Extras>(text);
            return configuration is null || extras is null
                ? throw new KubeconfigException($"The kubeconfig {name} is empty.")
                : new KubeconfigFile(name, folder, configuration, extras);
        }
        catch (YamlException error)
        {
            // Neither the parser's words nor the exception itself: both can quote the value, which may be a secret.
            throw new KubeconfigException($"The kubeconfig {name} is malformed at line {error.Start.Line}, column {error.Start.Column}: not the YAML of a kubeconfig.");
        }
    }

    private static Dictionary<string, string> Collect<T>(List<T>? entries, Func<T, string?> name, Func<T, string?> value)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries ?? [])
        {
            if (entry is not null && name(entry) is { } key && value(entry) is { Length: > 0 } text)
            {
                values.TryAdd(key, text);
            }
        }

        return values;
    }

    /// <summary>Fields of the kubeconfig API (client-go <c>clientcmdapi</c>) that KubernetesClient's model leaves out.</summary>
    public sealed class Extras
    {
        [YamlMember(Alias = "users", ApplyNamingConventions = false)]
        public List<NamedUser>? Users { get; set; }

        [YamlMember(Alias = "clusters", ApplyNamingConventions = false)]
        public List<NamedCluster>? Clusters { get; set; }
    }

    public sealed class NamedUser
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "user", ApplyNamingConventions = false)]
        public UserFields? User { get; set; }
    }

    public sealed class UserFields
    {
        [YamlMember(Alias = "tokenFile", ApplyNamingConventions = false)]
        public string? TokenFile { get; set; }
    }

    public sealed class NamedCluster
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "cluster", ApplyNamingConventions = false)]
        public ClusterFields? Cluster { get; set; }
    }

    public sealed class ClusterFields
    {
        [YamlMember(Alias = "proxy-url", ApplyNamingConventions = false)]
        public string? ProxyUrl { get; set; }
    }
}
