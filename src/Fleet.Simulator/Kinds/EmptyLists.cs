using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Simulator.Kinds;

/// <summary>The lists and maps of a kind that are always written: stored empty they are read back as null.</summary>
internal sealed class EmptyLists
{
    private const int MaxDepth = 6;

    private readonly IReadOnlyList<string[]> _paths;

    private EmptyLists(IReadOnlyList<string[]> paths) => _paths = paths;

    /// <summary>Finds them, inside objects; those inside list items must not be empty anyway.</summary>
    public static EmptyLists Of(Schema schema)
    {
        var paths = new List<string[]>();
        Find(schema, [], paths);
        return new EmptyLists(paths);
    }

    public void Clear(DocumentNode value)
    {
        foreach (var path in _paths)
        {
            var parent = value;
            for (var i = 0; i < path.Length - 1 && parent is not null; i++)
            {
                parent = parent[path[i]];
            }

            if (parent?[path[^1]] is { IsNull: false, Count: 0 })
            {
                parent[path[^1]] = DocumentNode.Null();
            }
        }
    }

    private static void Find(Schema schema, string[] prefix, List<string[]> paths)
    {
        foreach (var (name, field) in schema.Fields)
        {
            if (field.Kind is SchemaKind.List or SchemaKind.Map)
            {
                if (field.Presence == FieldPresence.Always)
                {
                    paths.Add([.. prefix, name]);
                }
            }
            else if (field.Kind == SchemaKind.Object && prefix.Length < MaxDepth)
            {
                Find(field, [.. prefix, name], paths);
            }
        }
    }
}
