using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fleet.Kubernetes.Api.Reading;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Writing;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Watching;

/// <summary>
/// A watch of one resource: the present state first where it was asked for, then every change that concerns its selectors. An object that comes to
/// match is <c>ADDED</c>, one that ceases to match is <c>DELETED</c> with its last matching state. One reader at a time; dispose it to stop.
/// </summary>
public sealed class ResourceWatch : IDisposable
{
    private readonly IStoreWatch _changes;
    private readonly ResourceDefinition _definition;
    private readonly ObjectFilter _filter;
    private readonly IReadOnlyList<StoredObject> _initial;
    private readonly bool _marksInitialEnd;
    private readonly long _initialVersion;
    private int _nextInitial;
    private bool _initialEndSent;

    internal ResourceWatch(ResourceDefinition definition, ObjectFilter filter, IStoreWatch changes, StorePage? initial, bool marksInitialEnd)
    {
        _definition = definition;
        _filter = filter;
        _changes = changes;
        _initial = initial?.Objects ?? [];
        _initialVersion = initial?.Version ?? 0;
        _marksInitialEnd = marksInitialEnd;
    }

    /// <summary>The version everything up to which has been read: what a bookmark may say.</summary>
    public long Position => _changes.Position;

    /// <summary>The next event, when there is one.</summary>
    /// <exception cref="StoreExpiredException">The reader was too slow: list and watch again.</exception>
    public bool TryRead([NotNullWhen(true)] out WatchEvent? watchEvent)
    {
        if (_nextInitial < _initial.Count)
        {
            watchEvent = new WatchEvent(WatchEventType.Added, ObjectForm.FromStorage(_definition, _initial[_nextInitial++].Document));
            return true;
        }

        if (_marksInitialEnd && !_initialEndSent)
        {
            _initialEndSent = true;
            watchEvent = MakeBookmark(_initialVersion, endsInitial: true);
            return true;
        }

        while (_changes.TryRead(out var change))
        {
            if (Translate(change) is { } translated)
            {
                watchEvent = translated;
                return true;
            }
        }

        watchEvent = null;
        return false;
    }

    /// <summary>Completes when <see cref="TryRead"/> has something to say.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => _changes.WaitAsync(cancellationToken);

    /// <summary>A bookmark at <see cref="Position"/>.</summary>
    public WatchEvent Bookmark() => MakeBookmark(Position, endsInitial: false);

    public void Dispose() => _changes.Dispose();

    private WatchEvent? Translate(StoreEvent change)
    {
        var current = change.Type == StoreEventType.Deleted ? null : ObjectForm.FromStorage(_definition, change.Object.Document);
        var previous = change.Previous is null || (current is not null && _filter.IsEmpty) ? null : ObjectForm.FromStorage(_definition, change.Previous.Document);
        var matches = current is not null && _filter.Matches(current);
        var matched = current is not null && _filter.IsEmpty ? change.Previous is not null : previous is not null && _filter.Matches(previous);
        return (matched, matches) switch
        {
            (false, true) => new WatchEvent(WatchEventType.Added, Stamped(change, current!)),
            (true, true) => new WatchEvent(WatchEventType.Modified, Stamped(change, current!)),
            (true, false) => new WatchEvent(WatchEventType.Deleted, LastState(change, previous!)),
            _ => null,
        };
    }

    private Document LastState(StoreEvent change, Document previous) => change.Type == StoreEventType.Deleted
        ? Stamped(change, ObjectForm.FromStorage(_definition, change.Object.Document))
        : VersionStamp.Apply(previous, change.Version);

    /// <summary>The version is written only into what is sent: most changes of a busy fleet concern no one watch.</summary>
    private static Document Stamped(StoreEvent change, Document document) => change.IsStamped ? document : VersionStamp.Apply(document, change.Version);

    private WatchEvent MakeBookmark(long version, bool endsInitial)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind").String(_definition.Kind).Name("apiVersion").String(_definition.Resource.ApiVersion);
        builder.Name("metadata").StartObject().Name("resourceVersion").String(version.ToString(CultureInfo.InvariantCulture));
        if (endsInitial)
        {
            builder.Name("annotations").StartObject().Name("k8s.io/initial-events-end").String("true").EndObject();
        }

        return new WatchEvent(WatchEventType.Bookmark, builder.EndObject().EndObject().Build());
    }
}
