using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Runtime;

/// <summary>The controllers of one cluster, fed by the changes of its store.</summary>
internal sealed class ClusterControllers : IDisposable
{
    /// <summary>Keeps workload controllers, scheduler and kubelet away from a namespace.</summary>
    public const string QuietLabel = "rec.example.com/quiet";

    private readonly ControllerLoop _loop;
    private readonly ObjectClient _objects;
    private readonly DependentIndex _index;
    private readonly IReadOnlyList<IController> _controllers;
    private readonly Dictionary<GroupResource, List<IController>> _watching = [];
    private readonly List<IController> _watchingAll = [];
    private IStoreWatch _watch;
    private int _isAnnounced;

    public ClusterControllers(string name, ControllerLoop loop, ObservedStore store, ObjectClient objects, DependentIndex index, IReadOnlyList<IController> controllers)
    {
        Name = name;
        _loop = loop;
        _objects = objects;
        _index = index;
        _controllers = controllers;
        foreach (var controller in controllers)
        {
            if (controller.Watches.Count == 0)
            {
                _watchingAll.Add(controller);
            }

            foreach (var resource in controller.Watches)
            {
                if (!_watching.TryGetValue(resource, out var list))
                {
                    _watching[resource] = list = [];
                }

                list.Add(controller);
            }
        }

        _watch = store.Watch(null, null, store.CurrentVersion);
        store.Written = OnWritten;
    }

    public string Name { get; }

    public void Dispose() => _watch.Dispose();

    /// <summary>Shows what was written since the last call to the controllers that watch it.</summary>
    public async ValueTask ReadChangesAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isAnnounced, 0);
        try
        {
            while (_watch.TryRead(out var change))
            {
                _index.Apply(change);
                Observe(change);
                if (IsQuietEnding(change))
                {
                    await ResyncAsync(change.Object.Key.Name, cancellationToken);
                }
            }
        }
        catch (StoreExpiredException)
        {
            // More was written than the history holds: start over from what is there now.
            _watch.Dispose();
            _watch = _objects.Service.Store.Watch(null, null, _objects.Service.Store.CurrentVersion);
            _index.Reset();
            await ResyncAsync(null, cancellationToken);
        }
    }

    /// <summary>Asks every controller to look at everything it is responsible for, in one namespace or all.</summary>
    public async ValueTask ResyncAsync(string? namespaceName, CancellationToken cancellationToken)
    {
        foreach (var controller in _controllers)
        {
            if (controller.Resource is not { } resource)
            {
                continue;
            }

            foreach (var document in await _objects.ListAsync(resource, namespaceName, cancellationToken))
            {
                _loop.Queue.Add(new WorkItem(this, controller, resource.Key(document)));
            }
        }

        _loop.Signal();
    }

    /// <summary>Has a controller look at an object, now or later.</summary>
    public void Enqueue(IController controller, ObjectKey key, TimeSpan delay = default)
    {
        var item = new WorkItem(this, controller, key);
        if (delay > TimeSpan.Zero)
        {
            _loop.Queue.AddAfter(item, delay);
        }
        else
        {
            _loop.Queue.Add(item);
        }

        _loop.Signal();
    }

    /// <summary>Workload controllers stay away from quiet namespaces.</summary>
    public async ValueTask<bool> MayReconcileAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (!item.Controller.IsWorkloadController || item.Key.Namespace.Length == 0)
        {
            return true;
        }

        var owner = await _objects.GetAsync(KnownResources.Namespaces, new ObjectName("", item.Key.Namespace), cancellationToken);
        return owner is null || !IsQuiet(owner);
    }

    private static bool IsQuiet(Document namespaceObject) => namespaceObject.Labels()[QuietLabel].AsString() == "true";

    private static bool IsQuietEnding(StoreEvent change) =>
        change.Object.Key.Resource == KnownResources.Namespaces.GroupResource
        && change.Previous is { } previous
        && IsQuiet(previous.Document)
        && !IsQuiet(change.Object.Document);

    private void Observe(StoreEvent change)
    {
        if (_watching.TryGetValue(change.Object.Key.Resource, out var controllers))
        {
            Show(controllers, change);
        }

        Show(_watchingAll, change);
    }

    private void Show(List<IController> controllers, StoreEvent change)
    {
        foreach (var controller in controllers)
        {
            controller.Observe(change, key => _loop.Queue.Add(new WorkItem(this, controller, key)));
        }
    }

    private void OnWritten()
    {
        if (Interlocked.Exchange(ref _isAnnounced, 1) == 0)
        {
            _loop.OnWritten(this);
        }
    }
}
