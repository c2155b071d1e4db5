using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Faults;

/// <summary>The faults that are on in one cluster. Thread safe; reading costs nothing while there are none.</summary>
public sealed class FaultTable
{
    private readonly ConcurrentQueue<Fault> _changed = new();
    private ImmutableList<Fault> _faults = [];

    /// <summary>Called after each change; what changed is in <see cref="TakeChanged"/>.</summary>
    internal Action? Changed { get; set; }

    /// <summary>Called after each change, for connections that are open.</summary>
    internal event Action<Fault>? Watching;

    public IReadOnlyList<Fault> All => _faults;

    /// <summary>Turns a fault on; one of the same id is replaced.</summary>
    public void Add(Fault fault)
    {
        ImmutableInterlocked.Update(ref _faults, list => list.RemoveAll(other => other.Id == fault.Id).Add(fault));
        Announce(fault);
    }

    /// <summary>Turns a fault off; false when it is not on.</summary>
    public bool Remove(string id)
    {
        if (_faults.Find(fault => fault.Id == id) is not { } fault)
        {
            return false;
        }

        ImmutableInterlocked.Update(ref _faults, list => list.Remove(fault));
        Announce(fault);
        return true;
    }

    /// <summary>The first fault of a kind that befalls a pod, or null.</summary>
    public Fault? ForPod(FaultKind kind, Document pod) =>
        _faults.IsEmpty ? null : _faults.Find(fault => fault.Kind == kind && fault.Target.MatchesPod(pod));

    public bool IsNodeLost(string node) =>
        !_faults.IsEmpty && _faults.Exists(fault => fault.Kind == FaultKind.NodeLoss && fault.Target.MatchesNode(node));

    /// <summary>The first fault of a kind that befalls the API, or null.</summary>
    public Fault? ForApi(FaultKind kind) => _faults.IsEmpty ? null : _faults.Find(fault => fault.Kind == kind);

    /// <summary>The faults that came or went since this was asked last.</summary>
    internal IEnumerable<Fault> TakeChanged()
    {
        while (_changed.TryDequeue(out var fault))
        {
            yield return fault;
        }
    }

    private void Announce(Fault fault)
    {
        _changed.Enqueue(fault);
        Changed?.Invoke();
        Watching?.Invoke(fault);
    }
}
