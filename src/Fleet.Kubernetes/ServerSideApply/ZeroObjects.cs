using System.Collections.Concurrent;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// The object a created one is compared with. For built-in kinds that is the empty Go struct, which always has its non-pointer structs and its
/// required lists: who creates the object does not own those themselves. For other kinds it is an object with nothing in it.
/// </summary>
internal sealed class ZeroObjects
{
    private readonly ConcurrentDictionary<Schema, Document> _objects = new();

    /// <summary>Only the fixed number of built-in structures is kept: those of custom resources come and go.</summary>
    public Document Of(Schema schema) => schema.TypeName?.StartsWith("io.k8s.", StringComparison.Ordinal) == true
        ? _objects.GetOrAdd(schema, static root => Normalisation.Apply(root, Document.EmptyObject.Root).ToDocument())
        : Document.EmptyObject;
}
