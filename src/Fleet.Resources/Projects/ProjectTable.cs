using Fleet.Kubernetes.Documents;
using Fleet.Resources.Tables;

namespace Fleet.Resources.Projects;

/// <summary>How <c>kubectl get projects</c> looks.</summary>
internal sealed class ProjectTable() : ColumnTable(
    Column.Text("Clusters", "Which clusters belong to it", Clusters),
    Column.Text("Namespaces", "Which namespaces belong to it", value => All(SpecText.List(value["spec"u8]["namespaces"u8]))),
    Column.Age("Age", "Since when", value => value["metadata"u8]["creationTimestamp"u8]),
    Column.Text("Description", "What it is", value => value["spec"u8]["description"u8].AsString(""), isWide: true))
{
    private static string Clusters(DocumentValue value)
    {
        var spec = value["spec"u8];
        var selector = SpecText.Selector(spec["clusterSelector"u8]);
        IEnumerable<string> parts = SpecText.List(spec["clusters"u8]);
        return All([.. parts, .. selector is null ? Array.Empty<string>() : [$"({selector})"]]);
    }

    private static string All(IReadOnlyList<string> names) => names.Count == 0 ? "<all>" : string.Join(',', names);
}
