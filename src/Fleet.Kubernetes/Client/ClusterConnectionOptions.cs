namespace Fleet.Kubernetes.Client;

/// <summary>How to reach one cluster.</summary>
public sealed record ClusterConnectionOptions
{
    /// <summary>A kubeconfig that has been read already: for many clusters of one file.</summary>
    public Kubeconfig? Kubeconfig { get; init; }

    /// <summary>A kubeconfig file; several as in <c>KUBECONFIG</c>. Null: <see cref="KubeconfigContent"/>, then <c>KUBECONFIG</c>, then <c>~/.kube/config</c>.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>A kubeconfig as text, as a person may declare it. Untrusted: see <see cref="AllowExecPlugins"/> and <see cref="AllowFileReferences"/>.</summary>
    public string? KubeconfigContent { get; init; }

    /// <summary>The context to use, null for <c>current-context</c>.</summary>
    public string? Context { get; init; }

    /// <summary>Uses the service account of the pod this runs in instead of a kubeconfig.</summary>
    public bool InCluster { get; init; }

    /// <summary>A managed cluster by its address and a token source, instead of a kubeconfig.</summary>
    public ClusterEndpointOptions? Endpoint { get; init; }

    /// <summary>Where the cluster may be; null for anywhere. For what somebody declared: <see cref="AddressPolicy.Declared"/>.</summary>
    public AddressPolicy? Addresses { get; init; }

    /// <summary>Whether the kubeconfig may name programs to run for credentials. Null: as <see cref="Kubeconfig.IsTrusted"/>, yes for files, no for text.</summary>
    public bool? AllowExecPlugins { get; init; }

    /// <summary>Whether the kubeconfig may name files (certificates, keys, tokens) to read. Null: as <see cref="Kubeconfig.IsTrusted"/>, yes for files, no for text.</summary>
    public bool? AllowFileReferences { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From sending a request to the last byte of its answer. Lists and watches have their own limits.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an exec plugin may run.</summary>
    public TimeSpan ExecTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest object accepted, in bytes of JSON. etcd's own limit is 1.5 MiB a request; 8 MiB leaves room for other stores.</summary>
    public int MaxObjectBytes { get; init; } = 8 << 20;

    /// <summary>The largest answer that is held as a whole: discovery, OpenAPI.</summary>
    public int MaxResponseBytes { get; init; } = 64 << 20;

    public string UserAgent { get; init; } = "fleet";

    /// <summary>Checks the options against each other.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        if ((Kubeconfig is null ? 0 : 1) + (KubeconfigPath is null ? 0 : 1) + (KubeconfigContent is null ? 0 : 1) + (Endpoint is null ? 0 : 1) > 1)
        {
            throw new ArgumentException($"Of {nameof(Kubeconfig)}, {nameof(KubeconfigPath)}, {nameof(KubeconfigContent)} and {nameof(Endpoint)} more than one is set; one is accepted.");
        }

        Positive(nameof(ConnectTimeout), ConnectTimeout);
        Positive(nameof(RequestTimeout), RequestTimeout);
        Positive(nameof(KeepAlivePingDelay), KeepAlivePingDelay);
        Positive(nameof(KeepAlivePingTimeout), KeepAlivePingTimeout);
        Positive(nameof(ExecTimeout), ExecTimeout);
        if (MaxObjectBytes is < 4096 or > 512 << 20)
        {
            throw new ArgumentException($"{nameof(MaxObjectBytes)} is {MaxObjectBytes}; 4096 to {512 << 20} is accepted.");
        }

        if (MaxResponseBytes < MaxObjectBytes || MaxResponseBytes > 1 << 29)
        {
            throw new ArgumentException($"{nameof(MaxResponseBytes)} is {MaxResponseBytes}; {nameof(MaxObjectBytes)} ({MaxObjectBytes}) to {1 << 29} is accepted.");
        }

        if (UserAgent.Length == 0 || UserAgent.Any(c => c is < ' ' or > '~'))
        {
            throw new ArgumentException($"{nameof(UserAgent)} is \"{UserAgent}\"; printable ASCII is accepted.");
        }
    }

    private static void Positive(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
        {
            throw new ArgumentException($"{name} is {value}; more than zero and at most a day is accepted.");
        }
    }
}
