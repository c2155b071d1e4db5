using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Ownership;

/// <content>Kubernetes Events, which belong to the workload of the object they are about.</content>
public sealed partial class MemberRouter
{
    private void RouteEvent(Member member, bool isDeleted, bool waited, List<MemberChange> changes)
    {
        var regarding = member.Object["regarding"u8] is { IsObject: true } found ? found : member.Object["involvedObject"u8];
        if (isDeleted)
        {
            DeleteEvent(member, regarding, waited, changes);
        }
        else if (_kinds.Find(KindOf(regarding)) is { Role: not WatchedRole.Event } watched)
        {
            RouteEvent(member, watched, regarding, changes);
        }
    }

    private void RouteEvent(Member member, WatchedKind watched, DocumentValue regarding, List<MemberChange> changes)
    {
        if (!regarding["uid"u8].IsString)
        {
            // By hand or by an old client: only what is a workload itself can be told by name.
            if (watched.Role == WatchedRole.Workload && regarding["name"u8].AsString() is { } name)
            {
                var kind = watched.Kind;
                changes.Add(new(member.Kind, member.Object, IsDeleted: false, new WorkloadKey(_cluster, kind.Group, kind.Kind, _names.Get(regarding["namespace"u8]), name)));
            }

            return;
        }

        var uid = MemberUid.Of(regarding["uid"u8]);
        if (!_pods.TryGetValue(uid, out var slot) && !_slots.TryGetValue(uid, out slot))
        {
            slot = Unseen(uid, watched, regarding);
        }

        if (Resolve(slot, out var missing) is { } root)
        {
            // An object that did not come, or another namespace's: there is nobody to tell.
            if ((slot.IsSeen || slot.Dependents > 0) && !IsForeign(slot, NamespaceOf(member.Object)))
            {
                changes.Add(new(member.Kind, member.Object, IsDeleted: false, root.KeyIn(_cluster)));
            }

            LetGo(slot);
        }
        else
        {
            Wait(member, missing!);
        }
    }

    private void DeleteEvent(Member member, DocumentValue regarding, bool waited, List<MemberChange> changes)
    {
        if (waited || (regarding.IsObject && _kinds.Find(KindOf(regarding)) is null))
        {
            return;
        }

        var uid = MemberUid.Of(regarding["uid"u8]);
        var slot = regarding["uid"u8].IsString ? _pods.GetValueOrDefault(uid) ?? _slots.GetValueOrDefault(uid) : null;
        changes.Add(new(member.Kind, member.Object, IsDeleted: true, slot is null ? null : Resolve(slot, out _)?.KeyIn(_cluster)));
    }

    private OwnerSlot Unseen(Guid uid, WatchedKind watched, DocumentValue regarding) => _slots[uid] = new OwnerSlot(uid)
    {
        Group = watched.Kind.Group,
        Kind = watched.Kind.Kind,
        Namespace = _names.Get(regarding["namespace"u8]),
        Name = regarding["name"u8].AsString(""),
        Role = watched.Role,
    };

    private GroupKind KindOf(DocumentValue reference)
    {
        var apiVersion = _names.Get(reference["apiVersion"u8]);
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new(slash < 0 ? "" : _names.Get(apiVersion.AsSpan(0, slash)), _names.Get(reference["kind"u8]));
    }
}
