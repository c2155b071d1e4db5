using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Ownership;

/// <content>Chains of owners.</content>
public sealed partial class MemberRouter
{
    private string NamespaceOf(Document resource) => _names.Get(resource["metadata"u8]["namespace"u8]);

    /// <summary>The workload at the top of a chain; null while a link is missing, which is then <paramref name="missing"/>.</summary>
    private static OwnerSlot? Resolve(OwnerSlot slot, out OwnerSlot? missing)
    {
        missing = null;
        for (var length = 0; length < MaxChain; length++)
        {
            if (!slot.IsSeen)
            {
                if (slot.Role is not null && !slot.IsGivenUp)
                {
                    missing = slot;
                    return null;
                }

                return slot.Guess ?? slot;
            }

            if (slot.Parent is not { } parent || !BelongsToParent(slot, parent) || IsForeign(parent, slot.Namespace))
            {
                return slot;
            }

            slot = parent;
        }

        return slot;
    }

    /// <summary>A Deployment is a workload even where an operator's object controls it, unless that kind was asked for.</summary>
    private static bool BelongsToParent(OwnerSlot slot, OwnerSlot parent) =>
        slot.Role is WatchedRole.Intermediate or WatchedRole.Pod || parent.Role == WatchedRole.Extra;

    /// <summary>Owners are of their dependents' namespace, or of none. Anybody can write another's UID into a reference; API servers let it pass.</summary>
    private static bool IsForeign(OwnerSlot slot, string dependentNamespace) => slot.Namespace.Length > 0 && slot.Namespace != dependentNamespace;

    /// <summary>
    /// The slot of a controller as its dependents name it. Where that UID is of another namespace, the reference is to an owner that is not there, of the
    /// dependents' own namespace (as Kubernetes' garbage collector takes it).
    /// </summary>
    private OwnerSlot SlotOf(ControllerReference controller, string dependentNamespace)
    {
        var uid = controller.Uid;
        if (!_slots.TryGetValue(uid, out var slot))
        {
            return _slots[uid] = SlotAsNamed(controller, dependentNamespace);
        }

        if (!IsForeign(slot, dependentNamespace))
        {
            return slot;
        }

        if (!_foreign.TryGetValue(uid, out var spaces))
        {
            _foreign[uid] = spaces = new(StringComparer.Ordinal);
        }

        if (!spaces.TryGetValue(dependentNamespace, out var foreign))
        {
            spaces[dependentNamespace] = foreign = SlotAsNamed(controller, dependentNamespace);
            foreign.IsForeign = true;
            foreign.IsGivenUp = slot.IsSeen;
        }

        return foreign;
    }

    private OwnerSlot SlotAsNamed(ControllerReference controller, string dependentNamespace)
    {
        var apiVersion = _names.Get(controller.ApiVersion);
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var slot = new OwnerSlot(controller.Uid)
        {
            Group = slash < 0 ? "" : _names.Get(apiVersion.AsSpan(0, slash)),
            Kind = _names.Get(controller.Kind),
            Namespace = dependentNamespace,
            Name = controller.Name.AsString(""),
        };
        slot.Role = _kinds.Find(new(slot.Group, slot.Kind))?.Role;
        return slot;
    }

    /// <summary>The slot of an object that is there.</summary>
    private OwnerSlot Identify(Member member, WatchedRole role)
    {
        if (!_slots.TryGetValue(member.Uid, out var slot))
        {
            _slots[member.Uid] = slot = new OwnerSlot(member.Uid);
        }

        if (!slot.IsSeen)
        {
            var space = NamespaceOf(member.Object);
            NoteForeign(slot, space);
            slot.Group = _names.Get(member.Kind.Group);
            slot.Kind = _names.Get(member.Kind.Kind);
            slot.Namespace = space;
            slot.Name = member.Object["metadata"u8]["name"u8].AsString("");
            slot.Role = role;
            slot.IsSeen = true;
            slot.IsGivenUp = false;
            slot.Guess = null;
        }

        return slot;
    }

    /// <summary>
    /// An object has come whose UID was named by references of several namespaces. What waits for it is sent anew, with slots before pods, which may be
    /// theirs; of what was sent already nobody knows whose it is.
    /// </summary>
    private void NoteForeign(OwnerSlot slot, string space)
    {
        if (IsForeign(slot, space) && slot.Dependents > 0 && space.Length > 0)
        {
            NeedsResync |= slot.IsGivenUp || slot.Role is null;
            slot.Waiting = slot.Waiting is { } uids ? [.. uids.OrderBy(uid => _slots.ContainsKey(uid) ? 0 : 1)] : null;
        }

        foreach (var adopted in _foreign.GetValueOrDefault(slot.Uid)?.Values.Where(foreign => space.Length == 0 || foreign.Namespace == space) ?? [])
        {
            NeedsResync |= adopted.IsGivenUp || adopted.Role is null;
            foreach (var uid in adopted.Waiting ?? [])
            {
                if (_waiting.TryGetValue(uid, out var waiting) && waiting.For == adopted)
                {
                    Wait(waiting.Member, slot);
                }
            }

            adopted.Waiting = null;
        }
    }

    /// <summary>An object is gone: what it leaves behind stays with the workload it was of, whatever becomes of the rest of the chain.</summary>
    private void Settle(OwnerSlot slot)
    {
        if (Resolve(slot, out _) is not { } root)
        {
            return;
        }

        slot.Guess = root == slot ? null : new OwnerSlot(default) { Group = root.Group, Kind = root.Kind, Namespace = root.Namespace, Name = root.Name };
        slot.IsSeen = false;
        slot.IsGivenUp = true;
        slot.Sent = null;
        if (slot.Parent is { } parent)
        {
            slot.Parent = null;
            parent.Dependents--;
            LetGo(parent);
        }
    }

    /// <summary>Sends an object to its workload, or lets it wait. What it was sent to before hears that it is gone, after the new owner has it.</summary>
    private void Send(Member member, OwnerSlot slot, WorkloadKey? before, List<MemberChange> changes)
    {
        if (Resolve(slot, out var missing) is not { } root)
        {
            Wait(member, missing!);
            if (before is { } left)
            {
                changes.Add(new(member.Kind, member.Object, IsDeleted: true, left));
                slot.Sent = slot.Uid == member.Uid ? null : slot.Sent;
            }

            return;
        }

        var owner = root.KeyIn(_cluster);
        if (slot.Uid == member.Uid)
        {
            slot.Sent = slot.Sent == owner ? slot.Sent : owner;
        }

        changes.Add(new(member.Kind, member.Object, IsDeleted: false, owner));
        if (before is { } old && old != owner)
        {
            changes.Add(new(member.Kind, member.Object, IsDeleted: true, old));
        }
    }

    /// <summary>Forgets a slot nothing refers to.</summary>
    private void LetGo(OwnerSlot slot)
    {
        for (var at = slot; at is { Dependents: <= 0, Waiting: null, IsReleasing: false } && !at.IsSeen;)
        {
            Forget(at);
            var parent = at.Parent;
            at.Parent = null;
            if (parent is null)
            {
                return;
            }

            parent.Dependents--;
            at = parent;
        }
    }

    private void Forget(OwnerSlot slot)
    {
        if (slot.IsForeign)
        {
            var spaces = _foreign[slot.Uid];
            spaces.Remove(slot.Namespace);
            if (spaces.Count == 0)
            {
                _foreign.Remove(slot.Uid);
            }
        }
        else
        {
            _slots.Remove(slot.Uid);
        }
    }
}
