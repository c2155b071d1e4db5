using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Ownership;

/// <summary>
/// Finds the workload each object of a member cluster belongs to, by its chain of controllers: Pod → ReplicaSet → Deployment, Job → CronJob, … One a cluster
/// and feed; about 100 bytes a pod. Not thread safe.
/// </summary>
/// <remarks>
/// An object whose owner has not been seen waits for it: until it comes, until its kind has synced (<see cref="KindSynced"/>), or, after that,
/// <see cref="Patience"/> (two watches of one cluster are not ordered). What outlives its owner stays with the workload it was of. A controller of a kind
/// nobody watches is a workload of that kind.
/// </remarks>
public sealed partial class MemberRouter
{
    /// <summary>Longer chains of owners are cut: nothing real comes near, and a hostile cluster can make rings of them.</summary>
    private const int MaxChain = 16;

    private readonly string _cluster;
    private readonly WatchedKinds _kinds;
    private readonly TimeProvider _time;
    private readonly int _shards;
    private readonly NameTable _names = new();
    private readonly Dictionary<Guid, OwnerSlot> _slots = [];

    /// <summary>Owners that references name by the UID of something in another namespace, by that UID and then by their own namespace.</summary>
    private readonly Dictionary<Guid, Dictionary<string, OwnerSlot>> _foreign = [];

    /// <summary>Controlled pods, which own nothing themselves: the slot of their controller.</summary>
    private readonly Dictionary<Guid, OwnerSlot> _pods = [];

    /// <param name="cluster">The cluster's name.</param>
    /// <param name="kinds">What is followed.</param>
    /// <param name="time">For <see cref="Patience"/>.</param>
    /// <param name="shards">Into how many shards its workloads are divided.</param>
    public MemberRouter(string cluster, WatchedKinds kinds, TimeProvider time, int shards = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        _cluster = cluster;
        _kinds = kinds;
        _time = time;
        _shards = shards;
    }

    /// <summary>How long an owner is waited for once its kind has synced.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Objects whose owner is known or waited for.</summary>
    public int Count => _pods.Count + _slots.Count;

    /// <summary>Objects that wait for their owner.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>
    /// Something with dependents changed hands between two shards, and the router does not keep what would have to be sent: start a new feed. Only
    /// <c>kubectl delete --cascade=orphan</c> and its like do that.
    /// </summary>
    public bool NeedsResync { get; private set; }

    /// <summary>The shard of a workload and all it owns: a fixed hash, equal in every process and release.</summary>
    public static int ShardOf(WorkloadKey workload, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        return (int)(StableHash.Of(workload) % (uint)shards);
    }

    /// <summary>Takes an object as seen and pruned.</summary>
    /// <returns>The changes it makes known, in order: none while its owner is waited for, others that waited for it besides its own.</returns>
    public IReadOnlyList<MemberChange> Route(GroupVersionKind kind, Document pruned, bool isDeleted)
    {
        if (_kinds.Find(kind.GroupKind) is not { } watched || !IsNamed(pruned["metadata"u8]))
        {
            return [];
        }

        var changes = new List<MemberChange>(1);
        Route(watched, kind, pruned, isDeleted, changes);
        ReleaseOverdue(changes);
        return changes;
    }

    /// <summary>No API server makes an object without a name, or with a longer one.</summary>
    private static bool IsNamed(DocumentValue metadata)
    {
        const int MaxLength = 253;
        return metadata["name"u8].TryGetUtf8(out var name) && name.Length is > 0 and <= MaxLength
            && (!metadata["namespace"u8].Exists || (metadata["namespace"u8].TryGetUtf8(out var space) && space.Length <= MaxLength));
    }

    private void Route(WatchedKind watched, GroupVersionKind kind, Document pruned, bool isDeleted, List<MemberChange> changes)
    {
        var member = new Member(kind, pruned, MemberUid.Of(kind.GroupKind, pruned));
        var waited = _waiting.Remove(member.Uid);
        Hold(member, isDeleted);
        switch (watched.Role)
        {
            case WatchedRole.Event:
                RouteEvent(member, isDeleted, waited, changes);
                break;
            case WatchedRole.Pod when isDeleted:
                DeletePod(member, waited, changes);
                break;
            case WatchedRole.Pod:
                RoutePod(member, waited, changes);
                break;
            default:
                if (isDeleted)
                {
                    DeleteSlot(member, waited, changes);
                }
                else
                {
                    RouteSlot(watched, member, changes);
                }

                break;
        }
    }

    private void RoutePod(Member member, bool waited, List<MemberChange> changes)
    {
        var before = waited ? null : SentKey(member.Uid);
        if (ControllerReference.TryRead(member.Object, out var controller))
        {
            var slot = SlotOf(controller, NamespaceOf(member.Object));
            if (_pods.TryGetValue(member.Uid, out var old) && old != slot)
            {
                old.Dependents--;
                LetGo(old);
            }

            if (old != slot)
            {
                _pods[member.Uid] = slot;
                slot.Dependents++;
            }

            // It was a bare pod, or an Event spoke of it before it came.
            var own = _slots.GetValueOrDefault(member.Uid);
            Send(member, slot, before, changes);
            if (own is not null)
            {
                own.IsSeen = false;
                own.Sent = null;
                Release(own, changes, onlyEvents: true);
            }
        }
        else
        {
            if (_pods.Remove(member.Uid, out var old))
            {
                old.Dependents--;
                LetGo(old);
            }

            var slot = Identify(member, WatchedRole.Pod);
            Send(member, slot, before, changes);
            Release(slot, changes);
        }
    }

    private void DeletePod(Member member, bool waited, List<MemberChange> changes)
    {
        if (!_pods.Remove(member.Uid, out var slot))
        {
            DeleteSlot(member, waited, changes);
            return;
        }

        if (!waited)
        {
            changes.Add(new(member.Kind, member.Object, IsDeleted: true, Resolve(slot, out _)?.KeyIn(_cluster)));
        }

        slot.Dependents--;
        LetGo(slot);
    }

    private void RouteSlot(WatchedKind watched, Member member, List<MemberChange> changes)
    {
        var known = _slots.GetValueOrDefault(member.Uid);
        var before = known is null ? null : known.Left ?? DependentsOf(known);
        var slot = Identify(member, watched.Role);
        var parent = ControllerReference.TryRead(member.Object, out var controller) ? SlotOf(controller, slot.Namespace) : null;
        if (slot.Parent != parent)
        {
            var old = slot.Parent;
            slot.Parent = parent;
            if (parent is not null)
            {
                parent.Dependents++;
            }

            if (old is not null)
            {
                old.Dependents--;
                LetGo(old);
            }
        }

        Send(member, slot, slot.Sent, changes);
        NoteMove(slot, before);
        Release(slot, changes);
    }

    private void DeleteSlot(Member member, bool waited, List<MemberChange> changes)
    {
        var slot = _slots.GetValueOrDefault(member.Uid);
        if (slot is null || !slot.IsSeen || slot.Sent is null)
        {
            // Never sent on by this router, perhaps by one before it: the shards know.
            if (!waited)
            {
                changes.Add(new(member.Kind, member.Object, IsDeleted: true, null));
            }
        }
        else
        {
            changes.Add(new(member.Kind, member.Object, IsDeleted: true, slot.Sent));
        }

        if (slot is not null)
        {
            Settle(slot);
            Release(slot, changes);
        }
    }

    /// <summary>Where a pod's changes were sent until now, null when nowhere.</summary>
    private WorkloadKey? SentKey(Guid uid) =>
        _pods.TryGetValue(uid, out var slot) ? Resolve(slot, out _)?.KeyIn(_cluster) : _slots.GetValueOrDefault(uid)?.Sent;

    /// <summary>Where what refers to a slot was sent, and whether that was a guess at another's name.</summary>
    private DependentsPlace? DependentsOf(OwnerSlot slot) =>
        slot.Sent is { } sent ? new(sent, IsGuess: false)
        : slot.IsGivenUp ? new((slot.Guess ?? slot).KeyIn(_cluster), slot.Guess is not null)
        : null;

    /// <summary>A shard takes along what it has of a moved object's dependents; from one shard to another, or from a place guessed wrong, nobody can.</summary>
    private void NoteMove(OwnerSlot slot, DependentsPlace? before)
    {
        if (slot.Sent is not { } to)
        {
            // It waits itself: the question comes up again when it is sent.
            slot.Left = before;
            return;
        }

        slot.Left = null;
        NeedsResync |= before is { } from && from.Key != to && slot.Dependents > 0 && (from.IsGuess || ShardOf(from.Key, _shards) != ShardOf(to, _shards));
    }

    /// <summary>An object on its way through the router.</summary>
    private readonly record struct Member(GroupVersionKind Kind, Document Object, Guid Uid);
}
