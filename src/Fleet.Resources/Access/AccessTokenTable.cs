using Fleet.Resources.Tables;

namespace Fleet.Resources.Access;

/// <summary>How <c>kubectl get accesstokens</c> looks.</summary>
internal sealed class AccessTokenTable() : ColumnTable(
    Column.Text("User", "Who its holder is", value => value["spec"u8]["user"u8].AsString("")),
    Column.Text("Purpose", "What it is for", value => value["spec"u8]["purpose"u8].AsString("")),
    Column.Text("Expires", "When it ends", value => value["spec"u8]["expiresAt"u8].AsString("never")),
    Column.Age("Age", "Since when", value => value["metadata"u8]["creationTimestamp"u8]),
    Column.List("Groups", "The groups its holder is in", value => SpecText.List(value["spec"u8]["groups"u8]), isWide: true),
    Column.List("Clusters", "Which clusters an ingest token may send for", value => SpecText.List(value["spec"u8]["clusters"u8]), isWide: true));
