using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Client;

/// <summary>The objects of one kind of the fleet's API, typed. Calls throw <see cref="ClusterException"/>s. Thread safe.</summary>
public sealed class FleetCollection<T>
    where T : FleetObject
{
    private readonly KubernetesApiClient _client;
    private readonly GroupVersionResource _resource;
    private readonly GroupVersionKind _kind;
    private readonly Func<Document, T> _view;

    internal FleetCollection(KubernetesApiClient client, string plural, string kind, Func<Document, T> view)
    {
        _client = client;
        _resource = FleetKinds.Resource(plural);
        _kind = FleetKinds.Kind(kind);
        _view = view;
    }

    /// <summary>One object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="namespaceName">Its namespace; null for kinds without.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesApiException">404: there is none.</exception>
    public async Task<T> GetAsync(string name, string? namespaceName = null, CancellationToken cancellationToken = default) =>
        _view(await _client.GetAsync(new ResourceAddress(_resource, namespaceName, name), cancellationToken).ConfigureAwait(false));

    /// <summary>All objects, page by page as they are asked for.</summary>
    public async IAsyncEnumerable<T> ListAsync(FleetListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            var page = await ListPageAsync(options, next, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            next = page.Continue == next ? null : page.Continue;
        }
        while (next is not null);
    }

    /// <summary>One page.</summary>
    /// <param name="options">What is asked for; the same for all pages of a list.</param>
    /// <param name="continueToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesApiException">410: the page came too late, start again.</exception>
    public async Task<FleetPage<T>> ListPageAsync(FleetListOptions? options = null, string? continueToken = null, CancellationToken cancellationToken = default)
    {
        options ??= new FleetListOptions();
        var items = new List<T>();
        var page = await _client.ListPageAsync(
            new ResourceAddress(_resource, options.Namespace),
            _kind,
            new ListOptions { LabelSelector = options.LabelSelector, FieldSelector = options.FieldSelector, Limit = options.PageSize, Continue = continueToken },
            item =>
            {
                items.Add(_view(item));
                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return new FleetPage<T>(items, page.ResourceVersion, page.Continue);
    }

    /// <summary>
    /// What there is, then every change, for ever: over broken connections, restarts of the server and history that is gone. An error before the first
    /// answer is thrown; later ones are mended by trying again.
    /// </summary>
    public async IAsyncEnumerable<FleetChange<T>> WatchAsync(FleetListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new FleetListOptions();
        await ListPageAsync(options with { PageSize = 1 }, null, cancellationToken).ConfigureAwait(false);
        var reflector = new Reflector(_client, new ReflectorOptions
        {
            Resource = _resource,
            Kind = _kind,
            Namespace = options.Namespace,
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            PageSize = options.PageSize,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = reflector.RunAsync(stop.Token);
        try
        {
            await foreach (var next in reflector.Events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (Change(next) is { } change)
                {
                    yield return change;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private FleetChange<T>? Change(WatchEvent next) => next switch
    {
        { Type: WatchEventType.Added } => new(FleetChangeType.Added, _view(next.Object)),
        { Type: WatchEventType.Modified } => new(FleetChangeType.Modified, _view(next.Object)),
        { Type: WatchEventType.Deleted } => new(FleetChangeType.Deleted, _view(next.Object)),
        { IsInitialEventsEnd: true } => new(FleetChangeType.Synced, null),
        _ => null,
    };
}
