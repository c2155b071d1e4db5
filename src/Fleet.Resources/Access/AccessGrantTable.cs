using Fleet.Resources.Tables;

namespace Fleet.Resources.Access;

/// <summary>How <c>kubectl get accessgrants</c> looks.</summary>
internal sealed class AccessGrantTable() : ColumnTable(
    Column.Text("Role", "What may be done", value => value["spec"u8]["role"u8].AsString("")),
    Column.List("Subjects", "Who may", value => value["spec"u8]["subjects"u8].Items.ToList().Select(subject => subject["name"u8].AsString(""))),
    Column.List("Projects", "In which projects", value => SpecText.List(value["spec"u8]["scope"u8]["projects"u8])),
    Column.List("Clusters", "In which clusters", value => SpecText.List(value["spec"u8]["scope"u8]["clusters"u8])),
    Column.List("Namespaces", "In which namespaces", value => SpecText.List(value["spec"u8]["scope"u8]["namespaces"u8]), isWide: true),
    Column.Age("Age", "Since when", value => value["metadata"u8]["creationTimestamp"u8]));
