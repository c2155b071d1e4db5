using System.Runtime.InteropServices;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Shards;

/// <content>The objects.</content>
public sealed partial class ShardInventory
{
    /// <summary>Events kept a workload, the newest.</summary>
    public const int MaxEvents = 16;

    private readonly Dictionary<Guid, MemberObject> _objects = [];
    private readonly Dictionary<GroupVersionKind, MemberKind> _kinds = [];
    private readonly NameTable _names = new();
    private readonly PodReading _before = new();
    private readonly PodReading _after = new();
    private long _documentBytes;

    /// <summary>Takes changes in their order. What is seen again makes no difference.</summary>
    public void Apply(IReadOnlyList<MemberChange> changes)
    {
        foreach (var change in changes)
        {
            var uid = MemberUid.Of(change.Kind.GroupKind, change.Object);
            var known = _objects.GetValueOrDefault(uid);
            if (change.IsDeleted)
            {
                // An object that has changed hands is deleted by its new owner only.
                if (known is not null && (change.Owner is null || change.Owner == known.Entry.Key))
                {
                    Remove(known);
                }
            }
            else if (change.Owner is { } owner)
            {
                Put(uid, change, known, EntryOf(owner));
            }
        }
    }

    private void Put(Guid uid, MemberChange change, MemberObject? known, ShardEntry entry)
    {
        if (known is null)
        {
            var added = new MemberObject(uid, KindOf(change.Kind), change.Object);
            _objects[uid] = added;
            Add(added, entry);
            TakeDependentsOfGuess(added, entry);
        }
        else if (known.Entry != entry)
        {
            var left = known.Entry;
            Remove(known);
            known.Document = change.Object;
            _objects[uid] = known;
            Add(known, entry);
            TakeDependents(known.Uid, left, entry);
        }
        else
        {
            Replace(known, change.Object);
        }
    }

    private void Replace(MemberObject item, Document document)
    {
        var entry = item.Entry;
        _documentBytes += document.RetainedBytes - item.Document.RetainedBytes;
        if (item.Kind.Role == WatchedRole.Pod)
        {
            _before.Read(item.Document, _names);
            _after.Read(document, _names);
            if (!_before.IsSameAs(_after))
            {
                entry.Pods.Remove(_before);
                entry.Pods.Add(_after);
                MarkDirty(entry);
            }
        }

        item.Document = document;
        if (IsShown(item, entry))
        {
            MarkDirty(entry);
        }
    }

    /// <summary>Something of the object itself is in the row, besides what pods add up to.</summary>
    private static bool IsShown(MemberObject item, ShardEntry entry) => item.Kind.Role switch
    {
        WatchedRole.Event => false,
        WatchedRole.Pod => entry.Controller is null || entry.Controller == item,
        _ => entry.Controller == item || entry.Key.Kind == "CronJob",
    };

    private void Add(MemberObject item, ShardEntry entry)
    {
        item.Entry = entry;
        _documentBytes += item.Document.RetainedBytes;
        if (item.Kind.Role == WatchedRole.Event)
        {
            AddEvent(item, entry);
            return;
        }

        if (entry.IsNamed(item.Kind, item.Document))
        {
            // Names are unique: the one before is gone, whether or not that has been told.
            if (entry.Controller is { } old)
            {
                Remove(old);
            }

            entry.Controller = item;
        }

        item.Index = entry.Objects.Count;
        entry.Objects.Add(item);
        if (item.Kind.Role == WatchedRole.Pod)
        {
            entry.Pods.Add(_after.Read(item.Document, _names));
        }

        MarkDirty(entry);
    }

    private void Remove(MemberObject item)
    {
        var entry = item.Entry;
        _objects.Remove(item.Uid);
        _documentBytes -= item.Document.RetainedBytes;
        if (item.Kind.Role == WatchedRole.Event)
        {
            RemoveAt(entry.Events!, item.Index);
            entry.Events = entry.Events!.Count == 0 ? null : entry.Events;
        }
        else
        {
            RemoveAt(entry.Objects, item.Index);
            if (item.Kind.Role == WatchedRole.Pod)
            {
                entry.Pods.Remove(_before.Read(item.Document, _names));
            }

            entry.Controller = entry.Controller == item ? null : entry.Controller;
            MarkDirty(entry);
        }

        DropIfEmpty(entry);
    }

    private void AddEvent(MemberObject item, ShardEntry entry)
    {
        entry.Events ??= [];
        item.Index = entry.Events.Count;
        entry.Events.Add(item);
        if (entry.Events.Count > MaxEvents)
        {
            Remove(entry.Events.MinBy(kept => (KubernetesEvent.LastSeen(kept.Document), kept.Uid))!);
        }
    }

    private static void RemoveAt(List<MemberObject> items, int index)
    {
        var last = items[^1];
        items[index] = last;
        last.Index = index;
        items.RemoveAt(items.Count - 1);
    }

    /// <summary>What an object controls goes where it goes.</summary>
    private void TakeDependents(Guid controller, ShardEntry from, ShardEntry to)
    {
        foreach (var item in from.Objects.ToArray())
        {
            if (item.Entry == from && ControllerReference.TryRead(item.Document, out var reference) && reference.Uid == controller)
            {
                Remove(item);
                _objects[item.Uid] = item;
                Add(item, to);
                TakeDependents(item.Uid, from, to);
            }
        }
    }

    /// <summary>Pods that came before their controller were taken for those of a workload of its name.</summary>
    private void TakeDependentsOfGuess(MemberObject added, ShardEntry entry)
    {
        if (added.Kind.Role is WatchedRole.Pod or WatchedRole.Event || entry.Controller == added)
        {
            return;
        }

        var metadata = added.Document["metadata"u8];
        var kind = added.Kind.Kind;
        var guess = new WorkloadKey(Snapshot.Cluster, kind.Group, kind.Kind, metadata["namespace"u8].AsString(""), metadata["name"u8].AsString(""));
        if (_entries.TryGetValue(guess, out var guessed))
        {
            TakeDependents(added.Uid, guessed, entry);
        }
    }

    private MemberKind KindOf(GroupVersionKind kind)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_kinds, kind, out _);
        return known ??= new(kind);
    }
}
