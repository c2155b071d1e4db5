using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Namespaces;

/// <summary>What is still in a namespace that is being deleted.</summary>
internal sealed class RemainingContent
{
    private readonly SortedDictionary<string, int> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);

    public bool IsEmpty => _resources.Count == 0;

    public bool HasFinalizers => _finalizers.Count > 0;

    /// <summary>As the condition words it: <c>pods. has 2 resource instances</c>.</summary>
    public string Resources => string.Join(", ", _resources.Select(entry => $"{entry.Key} has {entry.Value} resource instances"));

    public string Finalizers => string.Join(", ", _finalizers.Select(entry => $"{entry.Key} in {entry.Value} resource instances"));

    public void Count(GroupResource resource, IReadOnlyList<Document> documents)
    {
        if (documents.Count == 0)
        {
            return;
        }

        _resources[$"{resource.Resource}.{resource.Group}"] = documents.Count;
        foreach (var document in documents)
        {
            foreach (var finalizer in document["metadata"u8]["finalizers"u8].Items)
            {
                var name = finalizer.AsString("");
                _finalizers[name] = _finalizers.GetValueOrDefault(name) + 1;
            }
        }
    }
}
