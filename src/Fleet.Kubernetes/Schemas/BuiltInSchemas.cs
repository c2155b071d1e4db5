using System.Collections.Frozen;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Schemas;

/// <summary>
/// The structure of Kubernetes 1.36's own kinds, embedded: field names, types, list and map types, merge keys, enums, schema defaults.
/// Derived from its OpenAPI v3; descriptions left out.
/// </summary>
public sealed class BuiltInSchemas : ISchemaSource
{
    private const string PresenceName = "field-presence.tsv";
    private const string DocumentedName = "kubernetes-1.36-documented.json";
    private const string ResourceName = "kubernetes-1.36-structure.json";
    private readonly FrozenDictionary<GroupVersionKind, Schema> _kinds;
    private readonly FrozenDictionary<string, Schema> _types;
    private readonly ILookup<string, GroupVersionKind> _kindsOfTypes;

    private BuiltInSchemas(Document structure, FieldPresenceTable presence, Document documented)
    {
        var loader = new StructureReader(structure["types"u8], presence, documented.Root);
        _types = loader.Types.ToFrozenDictionary(StringComparer.Ordinal);
        _kinds = loader.Kinds.ToFrozenDictionary();
        _kindsOfTypes = loader.Kinds.ToLookup(entry => entry.Value.TypeName!, entry => entry.Key, StringComparer.Ordinal);
    }

    /// <summary>Read once, on first use.</summary>
    public static BuiltInSchemas Instance { get; } = new(
        Document.Parse(ReadEmbedded(ResourceName)),
        FieldPresenceTable.Parse(Encoding.UTF8.GetString(ReadEmbedded(PresenceName))),
        Document.Parse(ReadEmbedded(DocumentedName)));

    /// <summary>Every kind with a structure.</summary>
    public IReadOnlyCollection<GroupVersionKind> Kinds => _kinds.Keys;

    /// <summary>Every named type: kinds and the structures inside them.</summary>
    public IReadOnlyCollection<Schema> Types => _types.Values;

    /// <summary>The kinds a type is, by its OpenAPI name; most types are none.</summary>
    public IEnumerable<GroupVersionKind> KindsOf(string typeName) => _kindsOfTypes[typeName];

    public Schema? Find(GroupVersionKind kind) => _kinds.GetValueOrDefault(kind);

    /// <summary>A type by its OpenAPI name: <c>io.k8s.api.core.v1.PodSpec</c>.</summary>
    public Schema? FindType(string name) => _types.GetValueOrDefault(name);

    private static byte[] ReadEmbedded(string name)
    {
        using var stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The embedded resource {name} is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
