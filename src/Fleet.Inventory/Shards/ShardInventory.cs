using System.Collections.Frozen;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Shards;

/// <summary>
/// The objects of a shard and the rows made of them. What is published follows what is seen: <see cref="Pending"/> tells how the rows differ from what the
/// fleet knows, whoever commits that says so by <see cref="MarkPublished"/>. Not thread safe; a <see cref="Snapshot"/> is.
/// </summary>
/// <remarks>
/// <see cref="LoadPublished"/> → <see cref="StartFeed"/> → <see cref="Apply"/>… → <see cref="CompleteSync"/> → <see cref="Apply"/>…; nothing is pending until
/// the feed is complete, so that no row is ever published from part of the state.
/// </remarks>
public sealed partial class ShardInventory
{
    private readonly Dictionary<WorkloadKey, ShardEntry> _entries = [];
    private readonly List<ShardEntry> _dirty = [];
    private readonly WorkloadHealth _health;
    private bool _isSynced;
    private IReadOnlySet<GroupKind> _unread = FrozenSet<GroupKind>.Empty;

    /// <param name="cluster">The cluster's name.</param>
    /// <param name="shard">Its number.</param>
    /// <param name="epoch">The ownership it is held under.</param>
    /// <param name="health">How health is told.</param>
    public ShardInventory(string cluster, int shard, long epoch, HealthAssessor? health = null)
    {
        Snapshot = new(cluster, shard, epoch, []);
        _health = new(health ?? HealthAssessor.Default);
    }

    /// <summary>The rows as published.</summary>
    public ShardSnapshot Snapshot { get; private set; }

    public ShardStatistics Statistics => new(_objects.Count, Snapshot.Rows.Length, _documentBytes, _isSynced);

    /// <summary>Something is to be published.</summary>
    public bool HasPending => _isSynced && _dirty.Count > 0;

    /// <summary>Takes the rows that stand in the store, their versions with them, for what is published.</summary>
    /// <remarks>What was held for published before is forgotten: it is called again when it is not known whether a commit was written.</remarks>
    public void LoadPublished(IEnumerable<Workload> rows)
    {
        foreach (var entry in _entries.Values.Where(entry => entry.Published is not null))
        {
            entry.Published = null;
            MarkDirty(entry);
        }

        foreach (var row in rows)
        {
            // Names read from a store are new strings: thousands of rows share one cluster and a few namespaces.
            var entry = EntryOf(row.Key with { Cluster = Snapshot.Cluster, Namespace = _names.Get(row.Key.Namespace) });
            entry.Published = row with { Key = entry.Key };
            MarkDirty(entry);
        }

        Snapshot = Snapshot with { Rows = RowList.Sort(_entries.Values.Select(entry => entry.Published).OfType<Workload>()) };
    }

    /// <summary>Forgets the objects: the whole state follows. The rows stay as published until it is complete.</summary>
    public void StartFeed()
    {
        _isSynced = false;
        _objects.Clear();
        _documentBytes = 0;
        foreach (var entry in _entries.Values)
        {
            entry.Clear();
            MarkDirty(entry);
        }
    }

    /// <summary>The whole state has been given: what is published and was not seen is gone.</summary>
    /// <param name="unread">Kinds that could not be read: their rows stand as they were published.</param>
    public void CompleteSync(IReadOnlySet<GroupKind>? unread = null)
    {
        _isSynced = true;
        _unread = unread ?? FrozenSet<GroupKind>.Empty;
        foreach (var entry in _entries.Values)
        {
            MarkDirty(entry);
        }
    }

    /// <summary>
    /// How the rows differ from what is published; nothing before <see cref="CompleteSync"/>. Each is told again, as it then is, until it is marked.
    /// </summary>
    public IReadOnlyList<WorkloadChange> Pending()
    {
        if (!HasPending)
        {
            return [];
        }

        var changes = new List<WorkloadChange>();
        var kept = 0;
        using var builder = new DocumentBuilder();
        for (var i = 0; i < _dirty.Count; i++)
        {
            var entry = _dirty[i];
            entry.Pending ??= ChangeOf(entry, builder);
            if (entry.Pending is { } change)
            {
                changes.Add(change);
                _dirty[kept++] = entry;
            }
            else
            {
                entry.IsDirty = false;
                DropIfEmpty(entry);
            }
        }

        _dirty.RemoveRange(kept, _dirty.Count - kept);
        return changes;
    }

    /// <summary>Notes that changes told by <see cref="Pending"/> are published.</summary>
    /// <param name="changes">All or some of them.</param>
    /// <param name="versionOf">The log position of the change at an index.</param>
    public void MarkPublished(IReadOnlyList<WorkloadChange> changes, Func<int, long> versionOf)
    {
        var published = new List<WorkloadChange>(changes.Count);
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            var entry = EntryOf(change.Row.Key);
            entry.Published = change.After is { } after ? after with { Version = versionOf(i) } : null;
            published.Add(change with { After = entry.Published });
            if (ReferenceEquals(entry.Pending, change))
            {
                entry.IsDirty = false;
            }
            else
            {
                MarkDirty(entry);
            }

            entry.Pending = null;
        }

        _dirty.RemoveAll(entry => !entry.IsDirty);
        published.ForEach(change => DropIfEmpty(EntryOf(change.Row.Key)));
        Snapshot = Snapshot with { Rows = RowList.With(Snapshot.Rows, published) };
    }

    /// <summary>
    /// Notes that a change told by <see cref="Pending"/> cannot be published: what is published stays, and it is not told again before its workload changes
    /// or the whole state is given anew.
    /// </summary>
    public void Withhold(WorkloadChange change)
    {
        if (_entries.TryGetValue(change.Row.Key, out var entry) && ReferenceEquals(entry.Pending, change))
        {
            entry.Pending = null;
            entry.IsDirty = false;
            _dirty.Remove(entry);
        }
    }

    /// <summary>A published workload, its objects (the controller first, then by kind and name) and the Events about them, the newest first; null when there is none.</summary>
    public WorkloadDetail? Describe(WorkloadKey key)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.Published is not { } row)
        {
            return null;
        }

        var objects = entry.Objects
            .OrderBy(item => item == entry.Controller ? 0 : 1)
            .ThenBy(item => item.Kind.Kind.Kind, StringComparer.Ordinal)
            .ThenBy(item => item.Document["metadata"u8]["name"u8].AsString(""), StringComparer.Ordinal);
        var events = (entry.Events ?? []).OrderByDescending(item => KubernetesEvent.LastSeen(item.Document));
        return new(row, [.. objects.Select(item => item.Document)], [.. events.Select(item => item.Document)]);
    }

    private WorkloadChange? ChangeOf(ShardEntry entry, DocumentBuilder builder)
    {
        var isUnread = entry.Controller is null && _unread.Contains(new(entry.Key.Group, entry.Key.Kind));
        if (isUnread && entry.Published is not null)
        {
            return null;
        }

        if (!entry.IsWorkload(isUnread))
        {
            return entry.Published is { } gone ? new(gone, null) : null;
        }

        var document = WorkloadProjection.Write(builder, entry.Facts(), _health);
        if (entry.Published is { } published && published.Document.Root.DeepEquals(document.Root))
        {
            return null;
        }

        return new(entry.Published, WorkloadReading.Read(document, entry.Key, entry.ObjectName));
    }

    private ShardEntry EntryOf(WorkloadKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries[key] = entry = new(key);
        }

        return entry;
    }

    private void MarkDirty(ShardEntry entry)
    {
        entry.Pending = null;
        if (!entry.IsDirty)
        {
            entry.IsDirty = true;
            _dirty.Add(entry);
        }
    }

    private void DropIfEmpty(ShardEntry entry)
    {
        if (entry is { IsEmpty: true, IsDirty: false })
        {
            _entries.Remove(entry.Key);
        }
    }
}
