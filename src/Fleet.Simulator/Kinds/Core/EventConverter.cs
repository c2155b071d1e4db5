using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Events as <c>events.k8s.io</c> shows them: stored as those of the core group, under other names (pkg/apis/events/v1/conversion.go).</summary>
internal sealed class EventConverter : IVersionConverter
{
    private static readonly GroupVersionKind Core = new("", "v1", "Event");
    private static readonly GroupVersionKind Events = new("events.k8s.io", "v1", "Event");

    private static readonly (string Core, string Events)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public Document FromStorage(Document stored) => Rename(stored, Events, name => Array.Find(Names, pair => pair.Core == name).Events);

    public Document ToStorage(Document served) => Rename(served, Core, name => Array.Find(Names, pair => pair.Events == name).Core);

    private static Document Rename(Document document, GroupVersionKind kind, Func<string, string?> rename)
    {
        var node = DocumentNode.Object(("kind", kind.Kind), ("apiVersion", kind.ApiVersion));
        foreach (var (name, value) in document.Root.Members)
        {
            if (name is not ("kind" or "apiVersion"))
            {
                node[rename(name) ?? name] = value;
            }
        }

        return Normalisation.Apply(kind, node.ToValue()).ToDocument();
    }
}
