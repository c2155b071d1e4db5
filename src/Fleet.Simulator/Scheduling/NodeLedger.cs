using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Scheduling;

/// <summary>
/// What the pods of each node ask for and who owns them. Built when the first pod is scheduled, then kept up by events. Used from the controller
/// loop only.
/// </summary>
internal sealed class NodeLedger(ObjectClient objects)
{
    private Dictionary<string, Entry>? _nodes;
    private long _builtAt;

    /// <summary>Counts a change of a pod.</summary>
    public void Apply(StoreEvent change)
    {
        if (_nodes is null || change.Version <= _builtAt)
        {
            return;
        }

        if (change.Previous is { } previous)
        {
            Count(previous.Document, -1);
        }

        if (change.Type != StoreEventType.Deleted)
        {
            Count(change.Object.Document, 1);
        }
    }

    public async ValueTask BuildAsync(CancellationToken cancellationToken)
    {
        if (_nodes is not null)
        {
            return;
        }

        _nodes = new(StringComparer.Ordinal);
        var page = await objects.Service.Store.ListAsync(new StoreListQuery(KnownResources.Pods.GroupResource), cancellationToken);
        _builtAt = page.Version;
        foreach (var pod in page.Objects)
        {
            Count(pod.Document, 1);
        }
    }

    public PodRequests Used(string node) => _nodes!.TryGetValue(node, out var entry) ? entry.Used : default;

    /// <summary>How many pods of one controller the node has.</summary>
    public int Siblings(string node, string? controllerUid) =>
        controllerUid is not null && _nodes!.TryGetValue(node, out var entry) ? entry.Controllers.GetValueOrDefault(controllerUid) : 0;

    private void Count(Document pod, int sign)
    {
        var node = pod["spec"u8]["nodeName"u8].AsString("");
        if (node.Length == 0 || pod["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed")
        {
            return;
        }

        if (!_nodes!.TryGetValue(node, out var entry))
        {
            _nodes[node] = entry = new Entry();
        }

        var requests = PodRequests.Of(pod["spec"u8]);
        entry.Used = sign > 0 ? entry.Used + requests : entry.Used - requests;
        if (pod.ControllerUid() is { } uid)
        {
            var count = entry.Controllers[uid] = entry.Controllers.GetValueOrDefault(uid) + sign;
            if (count == 0)
            {
                entry.Controllers.Remove(uid);
            }
        }
    }

    private sealed class Entry
    {
        public PodRequests Used { get; set; }

        public Dictionary<string, int> Controllers { get; } = new(StringComparer.Ordinal);
    }
}
