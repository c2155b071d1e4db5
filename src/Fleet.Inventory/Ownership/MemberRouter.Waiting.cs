using Fleet.Inventory.Shards;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Ownership;

/// <content>Objects whose owner has not been seen.</content>
public sealed partial class MemberRouter
{
    private readonly Dictionary<Guid, (Member Member, OwnerSlot For)> _waiting = [];

    /// <summary>Slots something waits for, the longest first; those that have come since are passed over.</summary>
    private readonly Queue<OwnerSlot> _missing = [];
    private readonly HashSet<GroupKind> _synced = [];

    /// <summary>
    /// All objects of a kind have been given, or it cannot be read at all: nothing waits any longer for one that was not among them.
    /// </summary>
    public IReadOnlyList<MemberChange> KindSynced(GroupKind kind)
    {
        var changes = new List<MemberChange>();
        _synced.Add(kind);
        foreach (var slot in _missing.ToArray())
        {
            if (slot.Waiting is not null && slot.Kind == kind.Kind && slot.Group == kind.Group)
            {
                GiveUp(slot, changes);
            }
        }

        return changes;
    }

    /// <summary>What waited longer than <see cref="Patience"/>. Call it about once a second while <see cref="WaitingCount"/> is not 0.</summary>
    public IReadOnlyList<MemberChange> ReleaseOverdue()
    {
        var changes = new List<MemberChange>();
        ReleaseOverdue(changes);
        return changes;
    }

    private void ReleaseOverdue(List<MemberChange> changes)
    {
        while (_missing.TryPeek(out var first) && (first.Waiting is null || _time.GetElapsedTime(first.WaitingSince) >= Patience))
        {
            var slot = _missing.Dequeue();
            if (slot.Waiting is null)
            {
                continue;
            }

            if (_synced.Contains(new(slot.Group, slot.Kind)))
            {
                GiveUp(slot, changes);
            }
            else
            {
                // It is for KindSynced to tell; asked again later.
                slot.WaitingSince = _time.GetTimestamp();
                _missing.Enqueue(slot);
            }
        }
    }

    private void Wait(Member member, OwnerSlot missing)
    {
        _waiting[member.Uid] = (member, missing);
        if (missing.Waiting is null)
        {
            missing.Waiting = [];
            missing.WaitingSince = _time.GetTimestamp();
            _missing.Enqueue(missing);
        }

        missing.Waiting.Add(member.Uid);
    }

    private void GiveUp(OwnerSlot slot, List<MemberChange> changes)
    {
        slot.IsGivenUp = true;
        foreach (var uid in slot.Waiting ?? [])
        {
            if (slot.Guess is null && _waiting.TryGetValue(uid, out var waiting) && waiting.For == slot)
            {
                slot.Guess = Guess(slot, waiting.Member.Object);
            }
        }

        Release(slot, changes);
    }

    /// <summary>Sends what waited for a slot, which is known or given up by now.</summary>
    /// <param name="slot">What was waited for.</param>
    /// <param name="changes">Where to.</param>
    /// <param name="onlyEvents">A controlled pod has come: it owns nothing, whatever forged references say, and rings of them must not be followed.</param>
    private void Release(OwnerSlot slot, List<MemberChange> changes, bool onlyEvents = false)
    {
        if (slot.Waiting is not { } uids)
        {
            LetGo(slot);
            return;
        }

        // Held meanwhile: the first one sent must not make the router forget what the others waited for.
        slot.Waiting = null;
        slot.IsReleasing = true;
        foreach (var uid in uids)
        {
            if (!_waiting.TryGetValue(uid, out var waiting) || waiting.For != slot)
            {
                continue;
            }

            var member = waiting.Member;
            var watched = _kinds.Find(member.Kind.GroupKind)!;
            if (onlyEvents && watched.Role != WatchedRole.Event)
            {
                Wait(member, slot);
            }
            else
            {
                Route(watched, member.Kind, member.Object, isDeleted: false, changes);
            }
        }

        slot.IsReleasing = false;
        LetGo(slot);
    }

    /// <summary>
    /// The workload of a ReplicaSet that is gone while its pods are not yet: Deployments and Rollouts name their ReplicaSets by themselves and the hash of
    /// the template, which is a label of the pods.
    /// </summary>
    private OwnerSlot? Guess(OwnerSlot slot, Document pod)
    {
        if (slot is not { Kind: "ReplicaSet", Group: "apps" })
        {
            return null;
        }

        var labels = pod["metadata"u8]["labels"u8];
        var isRollout = labels["rollouts-pod-template-hash"u8].IsString;
        var hash = (isRollout ? labels["rollouts-pod-template-hash"u8] : labels["pod-template-hash"u8]).AsString("");
        var length = slot.Name.Length - hash.Length - 1;
        return hash.Length == 0 || length < 1 || slot.Name[length] != '-' || !slot.Name.EndsWith(hash, StringComparison.Ordinal)
            ? null
            : new OwnerSlot(default)
            {
                Group = isRollout ? "argoproj.io" : "apps",
                Kind = isRollout ? "Rollout" : "Deployment",
                Namespace = slot.Namespace,
                Name = slot.Name[..length],
            };
    }
}
