using Fleet.Client.Queries;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Client;

/// <summary>
/// A fleet, typed, over its HTTP API: with the caller's identity, TLS and resumable streams. Calls throw <see cref="ClusterException"/>s, and
/// <see cref="OperationCanceledException"/> when the caller cancels. Thread safe; one for a process.
/// </summary>
public sealed class FleetClient : IFleetEventSource, IAsyncDisposable
{
    private readonly FleetClientOptions _options;
    private readonly HttpFleetEvents _events;
    private readonly SemaphoreSlim _discoveryLock = new(1);
    private ApiDiscovery? _discovery;

    private FleetClient(KubernetesApiClient api, FleetClientOptions options, TimeProvider time)
    {
        Api = api;
        _options = options;
        _events = new HttpFleetEvents(api, options, time);
        Clusters = new(api, "clusters", "Cluster", document => new FleetCluster(document));
        Workloads = new(api, "workloads", "Workload", document => new FleetWorkload(document));
    }

    public FleetCollection<FleetCluster> Clusters { get; }

    /// <summary>Read-only.</summary>
    public FleetCollection<FleetWorkload> Workloads { get; }

    /// <summary>The API in documents, for everything without a typed form.</summary>
    public KubernetesApiClient Api { get; }

    /// <summary>Context and server, for messages.</summary>
    public string Name => Api.Connection.Name;

    /// <summary>Reads the kubeconfig and checks it; nothing is sent yet.</summary>
    /// <exception cref="KubeconfigException">The kubeconfig cannot be used.</exception>
    public static async Task<FleetClient> CreateAsync(FleetClientOptions? options = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        options ??= new FleetClientOptions();
        time ??= TimeProvider.System;
        var connection = await ClusterConnection.CreateAsync(options.ToConnectionOptions(), time, cancellationToken).ConfigureAwait(false);
        return new FleetClient(new KubernetesApiClient(connection), options, time);
    }

    /// <summary>Search, filter, sort, counts and the first page in one reply. The server decides what the caller may see; <see cref="WorkloadQuery.Scope"/> is not sent.</summary>
    /// <exception cref="KubernetesApiException">400: names the field of the query that cannot be used.</exception>
    public async Task<WorkloadAnswer> QueryAsync(WorkloadQuery query, CancellationToken cancellationToken = default) =>
        QueryJson.Read(await Api.PostRawAsync("query/workloads", QueryJson.Write(query), cancellationToken).ConfigureAwait(false));

    /// <summary>A workload with what it is made of.</summary>
    /// <exception cref="KubernetesApiException">404: there is none.</exception>
    public async Task<WorkloadDescription> DescribeAsync(string namespaceName, string objectName, CancellationToken cancellationToken = default) =>
        QueryJson.ReadDescription(await Api.GetRawAsync(
            $"query/workloads/{Uri.EscapeDataString(namespaceName)}/{Uri.EscapeDataString(objectName)}", cancellationToken: cancellationToken).ConfigureAwait(false));

    /// <summary>Makes an object what the document declares (server-side apply, under <see cref="FleetClientOptions.FieldManager"/>); gives it as stored.</summary>
    /// <param name="document">With apiVersion, kind and metadata.name.</param>
    /// <param name="force">Takes over fields of other managers.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentException">The document has no kind or name, or the server does not serve its kind.</exception>
    public async Task<Document> ApplyAsync(Document document, bool force = false, CancellationToken cancellationToken = default) =>
        await Api.ApplyAsync(
            await AddressOfAsync(document, cancellationToken).ConfigureAwait(false),
            document,
            new WriteOptions { FieldManager = _options.FieldManager, Force = force },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes the object a document names.</summary>
    /// <inheritdoc cref="ApplyAsync" path="/exception"/>
    public async Task DeleteAsync(Document document, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        await Api.DeleteAsync(await AddressOfAsync(document, cancellationToken).ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);

    /// <summary>Past events up to the newest, oldest first; without <see cref="FleetEventSubscription.After"/> from the oldest kept.</summary>
    /// <exception cref="Fleet.Grains.Events.EventsExpiredException">What would come next is no longer kept.</exception>
    public IAsyncEnumerable<FleetEvent> ReadEventsAsync(FleetEventSubscription subscription, CancellationToken cancellationToken = default) =>
        _events.ReadPastAsync(subscription, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<FleetEvent> SubscribeAsync(FleetEventSubscription subscription, CancellationToken cancellationToken = default) =>
        _events.SubscribeAsync(subscription, cancellationToken);

    /// <summary>What the server serves, asked for once.</summary>
    public async Task<ApiDiscovery> DiscoverAsync(CancellationToken cancellationToken = default)
    {
        await _discoveryLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _discovery ??= await Api.DiscoverAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _discoveryLock.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Api.Connection.DisposeAsync().ConfigureAwait(false);
        _discoveryLock.Dispose();
    }

    private async Task<ResourceAddress> AddressOfAsync(Document document, CancellationToken cancellationToken)
    {
        var kind = GroupVersionKind.Of(document.Root);
        var name = document["metadata"u8]["name"u8].AsString("");
        if (kind.Kind.Length == 0 || kind.Version.Length == 0 || name.Length == 0)
        {
            throw new ArgumentException($"The document is {kind} named \"{name}\"; apiVersion, kind and metadata.name are needed.");
        }

        var discovery = await DiscoverAsync(cancellationToken).ConfigureAwait(false);
        var resource = discovery.Find(kind) ?? throw new ArgumentException($"{kind} named \"{name}\": the server does not serve this kind.");
        var namespaceName = resource.IsNamespaced ? document["metadata"u8]["namespace"u8].AsString(Api.Connection.DefaultNamespace ?? "default") : null;
        return new ResourceAddress(resource.Resource, namespaceName, name);
    }
}
