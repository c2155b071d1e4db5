using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Internals;

/// <summary>
/// Values as the API server's internal types show them in error texts: Go field names, every field, in the order of the struct.
/// Read from the embedded table <c>internal-types.tsv</c>.
/// </summary>
internal static class InternalTypes
{
    private static readonly FrozenDictionary<string, InternalField[]> Types = EmbeddedTable.Read("internal-types.tsv")
        .ToFrozenDictionary(row => row[0], row => row[1].Split(' ').Select(InternalField.Parse).ToArray(), StringComparer.Ordinal);

    /// <summary>The value of an API object as the internal type of that name; a type that is not listed stays as it is.</summary>
    public static DocumentNode Show(string type, DocumentValue value, DocumentValue parent = default)
    {
        if (!Types.TryGetValue(type, out var fields))
        {
            return value;
        }

        var result = DocumentNode.Object();
        foreach (var field in fields)
        {
            result[field.Name] = ShowField(field, field.IsOfParent ? parent[field.JsonName] : value[field.JsonName], value);
        }

        return result;
    }

    /// <summary>A pod template: the metadata is embedded and keeps its API names.</summary>
    public static DocumentNode ShowTemplate(DocumentValue template)
    {
        var result = DocumentNode.Object();
        foreach (var (name, value) in template["metadata"u8].Members)
        {
            result[name] = value;
        }

        result["Spec"] = Show("PodSpec", template["spec"u8]);
        return result;
    }

    private static DocumentNode ShowField(InternalField field, DocumentValue value, DocumentValue parent)
    {
        if (value.IsNullOrUndefined)
        {
            return field.Zero is { } zero ? zero() : Show(field.Type!, Document.EmptyObject.Root, parent);
        }

        if (field.IsList)
        {
            return DocumentNode.Array(value.Items.ToList().Select(item => Show(field.Type!, item, parent)));
        }

        return field.Type is null ? Sorted(value) : Show(field.Type, value, parent);
    }

    /// <summary>Go writes maps by key.</summary>
    private static DocumentNode Sorted(DocumentValue value)
    {
        if (!value.IsObject)
        {
            return value;
        }

        var result = DocumentNode.Object();
        foreach (var member in value.Members.ToList().Select(member => (member.Name, member.Value)).OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            result[member.Name] = member.Value;
        }

        return result;
    }
}
