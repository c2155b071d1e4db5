using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

using Fleet.Kubernetes.Values;
namespace Fleet.Simulator.Controllers;

/// <summary>
/// Records events about objects as <c>client-go/tools/record</c> does: the same event again raises its count. An event that cannot be written
/// (its namespace is going) is dropped, as events are hints.
/// </summary>
internal sealed class EventRecorder
{
    private const int RememberedEvents = 256;

    private readonly ObjectClient _objects;
    private readonly TimeProvider _time;
    private readonly string _component;
    private readonly OrderedDictionary<string, ObjectName> _recent;

    // Tells events of one instant of a manual clock apart.
    private long _recorded;

    public EventRecorder(ObjectClient objects, TimeProvider time, string component)
        : this(objects, time, component, new(StringComparer.Ordinal))
    {
    }

    private EventRecorder(ObjectClient objects, TimeProvider time, string component, OrderedDictionary<string, ObjectName> recent)
    {
        _objects = objects;
        _time = time;
        _component = component;
        _recent = recent;
    }

    /// <summary>The recorder of another component of the same cluster.</summary>
    public EventRecorder For(string component) => new(_objects, _time, component, _recent);

    public ValueTask NormalAsync(Document about, string reason, string message, CancellationToken cancellationToken) =>
        RecordAsync(about, "Normal", reason, message, cancellationToken);

    public ValueTask WarningAsync(Document about, string reason, string message, CancellationToken cancellationToken) =>
        RecordAsync(about, "Warning", reason, message, cancellationToken);

    private async ValueTask RecordAsync(Document about, string type, string reason, string message, CancellationToken cancellationToken)
    {
        var key = string.Join('\n', _component, about.Uid(), type, reason, message);
        try
        {
            if (_recent.TryGetValue(key, out var known) && await CountAsync(known, cancellationToken))
            {
                return;
            }

            var document = Create(about, type, reason, message);
            await _objects.CreateAsync(KnownResources.Events, document, cancellationToken);
            Remember(key, document.Key());
        }
        catch (ApiException error) when (error.Code is 403 or 404 or 409)
        {
            // The namespace or the name is taken away meanwhile: an event is not worth a retry.
        }
    }

    private async ValueTask<bool> CountAsync(ObjectName known, CancellationToken cancellationToken)
    {
        var now = Timestamps.Format(_time.GetUtcNow());
        return await _objects.MutateAsync(
            KnownResources.Events,
            known,
            node =>
            {
                node["count"] = (node["count"]?.AsInt64() ?? 1) + 1;
                node["lastTimestamp"] = now;
                return true;
            },
            cancellationToken) is not null;
    }

    private void Remember(string key, ObjectName name)
    {
        _recent[key] = name;
        if (_recent.Count > RememberedEvents)
        {
            _recent.RemoveAt(0);
        }
    }

    private Document Create(Document about, string type, string reason, string message)
    {
        var time = _time.GetUtcNow();
        var now = Timestamps.Format(time);
        var kind = GroupVersionKind.Of(about.Root);
        var namespaceName = about.Namespace();
        var nanoseconds = (time - DateTimeOffset.UnixEpoch).Ticks * 100;
        var involved = DocumentNode.Object(
            ("kind", kind.Kind),
            ("namespace", namespaceName.Length == 0 ? null : (DocumentNode)namespaceName),
            ("name", about.Name()),
            ("uid", about.Uid()),
            ("apiVersion", kind.ApiVersion),
            ("resourceVersion", about.ResourceVersion()));
        return DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Event"),
            ("metadata", DocumentNode.Object(
                ("name", $"{about.Name()}.{(nanoseconds + Interlocked.Increment(ref _recorded)).ToString("x", CultureInfo.InvariantCulture)}"),
                ("namespace", namespaceName.Length == 0 ? "default" : namespaceName))),
            ("involvedObject", involved),
            ("reason", reason),
            ("message", message),
            ("source", DocumentNode.Object(("component", _component))),
            ("firstTimestamp", now),
            ("lastTimestamp", now),
            ("count", 1),
            ("type", type),
            ("eventTime", DocumentNode.Null()),
            ("reportingComponent", _component),
            ("reportingInstance", "")).ToDocument();
    }
}
