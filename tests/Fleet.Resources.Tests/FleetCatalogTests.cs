using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using FsCheck;
using FsCheck.Xunit;

namespace Fleet.Resources.Tests;

public sealed class FleetCatalogTests
{
    private readonly FleetApi _api = new();

    private IEnumerable<ResourceDefinition> Own => _api.Catalog.Resources.Where(definition => definition.Resource.Group == FleetKinds.Group);

    [Fact]
    public void Every_kind_is_served_with_short_name_and_category()
    {
        Assert.Equal(["accessgrants", "accesstokens", "clusters", "projects", "workloads"], Own.Select(definition => definition.Resource.Resource));
        Assert.Equal(["cl"], _api.Catalog.Find(FleetKinds.Clusters)!.ShortNames);
        Assert.Equal(["wl"], _api.Catalog.Find(FleetKinds.Workloads)!.ShortNames);
        Assert.All([FleetKinds.Clusters, FleetKinds.Workloads, FleetKinds.Projects], kind => Assert.Equal(["fleet"], _api.Catalog.Find(kind)!.Categories));
    }

    [Fact]
    public void Workloads_can_only_be_read_and_are_selected_by_the_fields_of_the_inventory()
    {
        var workloads = _api.Catalog.Find(FleetKinds.Workloads)!;
        Assert.Equal(["get", "list", "watch"], workloads.Verbs);
        Assert.Equal(WorkloadFields.All.Select(field => field.Name), workloads.SelectableFields.Select(field => field.Label));
    }

    [Theory]
    [InlineData("status.resources.requests.cpu", "1.5", "1500")]
    [InlineData("status.resources.requests.memory", "1Gi", "1073741824")]
    [InlineData("status.lastChange.time", "1970-01-01T00:01:00Z", "60")]
    [InlineData("status.replicas.desired", "03", "3")]
    [InlineData("status.replicas.desired", "many", null)]
    [InlineData("status.health", "Splendid", null)]
    public void Values_of_selectors_are_compared_by_what_they_mean(string field, string value, string? expected) => Assert.Equal(
        expected, _api.Catalog.Find(FleetKinds.Workloads)!.SelectableFields.Single(selectable => selectable.Label == field).Canonical!(value));

    [Property]
    public void Workload_fields_read_as_those_of_rows(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        string?[] quantities = [null, "", "0", "250m", "1.5", "2", "1Gi", "512Mi", "3e2", "100u", "many"];
        string?[] times = [null, "", "2026-11-25T02:00:00Z", "2026-11-25T02:00:00.123456Z", "noon"];
        var workload = DocumentNode.Object(
            ("metadata", DocumentNode.Object(("name", "c.deployment.a"), ("namespace", "pay"))),
            ("spec", DocumentNode.Object(("ref", DocumentNode.Object(("cluster", "c"), ("group", "apps"), ("kind", "Deployment"), ("namespace", "pay"), ("name", "a"))))),
            ("status", DocumentNode.Object(
                ("health", random.Next(2) == 0 ? null : Pick("Healthy", "Degraded", "Strange")),
                ("reason", Pick(null, "Odd")),
                ("replicas", DocumentNode.Object(("desired", random.Next(2) == 0 ? null : DocumentNode.Number(random.Next(9))))),
                ("pods", DocumentNode.Object(("restarts", DocumentNode.Number(random.Next(9))))),
                ("resources", DocumentNode.Object(("requests", DocumentNode.Object(("cpu", Pick(quantities)), ("memory", Pick(quantities)))))),
                ("lastChange", DocumentNode.Object(("time", Pick(times))))))).ToDocument();
        var row = WorkloadReading.Read(workload);
        Assert.All(
            _api.Catalog.Find(FleetKinds.Workloads)!.SelectableFields,
            field => Assert.Equal(
                WorkloadFields.Find(field.Label) is { Parse: not null } number ? $"{number.Number!(row)}" : WorkloadFields.Find(field.Label)!.Text(row),
                field.Read(workload.Root)));

        DocumentNode? Pick(params string?[] texts) => texts[random.Next(texts.Length)] is { } text ? DocumentNode.String(text) : null;
    }

    [Fact]
    public void Every_property_has_a_description()
    {
        var silent = Own.SelectMany(definition => Silent(definition.Kind, definition.DeclaredSchema)).ToList();
        Assert.Empty(silent);
    }

    [Fact]
    public void Workload_table_shows_replicas_as_a_fraction()
    {
        var table = _api.Catalog.Find(FleetKinds.Workloads)!.Table!;
        Assert.Equal(
            ["Name", "Cluster", "Kind", "Ready", "Health", "Reason", "Restarts", "Age"],
            table.Columns.Where(column => column.Priority == 0).Select(column => column.Name));
        using var cells = new DocumentBuilder();
        cells.StartArray();
        table.WriteCells(cells, Document.Parse("""{"metadata":{"name":"w"},"status":{"replicas":{"ready":2,"desired":3}}}""").Root, _api.Time.GetUtcNow());
        Assert.Equal("2/3", cells.EndArray().Build().Root[3].AsString());
    }

    private static IEnumerable<string> Silent(string path, DocumentValue schema)
    {
        foreach (var (name, property) in schema["properties"u8].Members.ToList().Select(member => (member.Name, member.Value)))
        {
            if (property["description"u8].AsString("").Length == 0)
            {
                yield return $"{path}.{name}";
            }

            foreach (var below in Silent($"{path}.{name}", property["items"u8].IsObject ? property["items"u8] : property))
            {
                yield return below;
            }
        }
    }
}
