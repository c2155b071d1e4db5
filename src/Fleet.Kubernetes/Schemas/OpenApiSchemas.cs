using System.Collections.Frozen;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Schemas;

/// <summary>The structures one OpenAPI v3 document declares. Immutable; equal documents of several clusters can share one.</summary>
public sealed class OpenApiSchemas : ISchemaSource
{
    private readonly FrozenDictionary<GroupVersionKind, Schema> _kinds;
    private readonly FrozenDictionary<string, Schema> _types;

    internal OpenApiSchemas(Dictionary<string, Schema> types, Dictionary<GroupVersionKind, Schema> kinds)
    {
        _types = types.ToFrozenDictionary(StringComparer.Ordinal);
        _kinds = kinds.ToFrozenDictionary();
    }

    /// <summary>Every kind the document declares.</summary>
    public IReadOnlyCollection<GroupVersionKind> Kinds => _kinds.Keys;

    public Schema? Find(GroupVersionKind kind) => _kinds.GetValueOrDefault(kind);

    /// <summary>A type by its component name: <c>io.k8s.api.core.v1.PodSpec</c>.</summary>
    public Schema? FindType(string name) => _types.GetValueOrDefault(name);
}
