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

            if (slot.Parent is not { } parent || !BelongsToParent(slot, parent))
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

    /// <summary>The slot of a controller as its dependents name it.</summary>
    private OwnerSlot SlotOf(ControllerReference controller, string dependentNamespace)
    {
        var uid = controller.Uid;
        if (_slots.TryGetValue(uid, out var slot))
        {
            return slot;
        }

        var apiVersion = _names.Get(controller.ApiVersion);
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        slot = new OwnerSlot(uid)
        {
            Group = slash < 0 ? "" : _names.Get(apiVersion.AsSpan(0, slash)),
            Kind = _names.Get(controller.Kind),
            Namespace = dependentNamespace,
            Name = controller.Name.AsString(""),
        };
        slot.Role = _kinds.Find(new(slot.Group, slot.Kind))?.Role;
        return _slots[uid] = slot;
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
            slot.Group = _names.Get(member.Kind.Group);
            slot.Kind = _names.Get(member.Kind.Kind);
            slot.Namespace = NamespaceOf(member.Object);
            slot.Name = member.Object["metadata"u8]["name"u8].AsString("");
            slot.Role = role;
            slot.IsSeen = true;
            slot.IsGivenUp = false;
            slot.Guess = null;
        }

        return slot;
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
            _slots.Remove(at.Uid);
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
}
