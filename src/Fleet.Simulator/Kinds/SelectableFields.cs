using System.Collections.Frozen;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Kinds;

/// <summary>The fields that field selectors may name for a built-in kind, from the embedded table <c>selectable-fields.tsv</c>.</summary>
internal static class SelectableFields
{
    private const string ResourceName = "selectable-fields.tsv";

    private static readonly FrozenDictionary<string, IReadOnlyList<SelectableField>> Fields = EmbeddedTable.Read(ResourceName)
        .GroupBy(row => row[0], Field)
        .ToFrozenDictionary(group => group.Key, IReadOnlyList<SelectableField> (group) => [.. group], StringComparer.Ordinal);

    public static IReadOnlyList<SelectableField> Of(GroupResource resource) => Fields.GetValueOrDefault(resource.ToString(), []);

    private static SelectableField Field(string[] row)
    {
        var path = (row is [_, _, _, { Length: > 0 } other, ..] ? other : row[1]).Split('.');
        var absent = row.Length > 2 ? row[2] : "";
        return new SelectableField(row[1], value => Text(value.At(path), absent));
    }

    private static string Text(DocumentValue value, string absent) => value.IsNullOrUndefined ? absent : value.AsString() ?? value.ToString();
}
