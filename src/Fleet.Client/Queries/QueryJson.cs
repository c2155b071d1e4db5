using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Documents;

namespace Fleet.Client.Queries;

/// <summary>The JSON of the query endpoint.</summary>
internal static class QueryJson
{
    public static Document Write(WorkloadQuery query) => DocumentNode.Object(
        ("namespace", query.Namespace is { } name ? (DocumentNode)name : null),
        ("search", Text(query.Search)),
        ("labelSelector", Text(query.LabelSelector)),
        ("fieldSelector", Text(query.FieldSelector)),
        ("sort", Texts(query.Sort)),
        ("limit", query.Limit),
        ("continue", query.Continue is { } next ? (DocumentNode)next : null),
        ("facets", Texts(query.Facets)),
        ("facetLimit", query.FacetLimit)).ToDocument();

    public static WorkloadAnswer Read(Document reply) => new(
        reply["total"u8].AsInt64() ?? 0,
        [.. Items(reply["items"u8]).Select(item => new FleetWorkload(item))],
        [.. reply["facets"u8].Items.ToList().Select(Facet)],
        reply["continue"u8].AsString() is { Length: > 0 } next ? next : null,
        [.. reply["staleClusters"u8].Items.ToList().Select(name => name.AsString(""))]);

    public static WorkloadDescription ReadDescription(Document reply) => new(
        new FleetWorkload(reply["workload"u8].ToDocument()),
        [.. Items(reply["objects"u8])],
        [.. Items(reply["events"u8])]);

    private static FacetCounts Facet(DocumentValue facet) => new(
        facet["field"u8].AsString(""),
        [.. facet["values"u8].Items.ToList().Select(value => KeyValuePair.Create(value["value"u8].AsString(""), value["count"u8].AsInt64() ?? 0))],
        facet["other"u8].AsInt64() ?? 0);

    private static IEnumerable<Document> Items(DocumentValue list) => list.Items.ToList().Select(item => item.ToDocument());

    private static DocumentNode? Text(string text) => text.Length == 0 ? null : (DocumentNode)text;

    private static DocumentNode? Texts(IReadOnlyList<string> texts) => texts.Count == 0 ? null : DocumentNode.Array(texts.Select(text => (DocumentNode)text));
}
