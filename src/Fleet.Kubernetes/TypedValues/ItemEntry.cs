using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>The items of a granular list that share one path element: one, unless the list has duplicates.</summary>
internal sealed record ItemEntry(PathElement Element, List<DocumentValue> Items);
