using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

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

    [Fact]
    public void Workload_fields_read_as_the_inventory_sees_them()
    {
        var workload = Document.Parse("""
            {"metadata":{"name":"c.deployment.a","namespace":"pay"},"spec":{"ref":{"cluster":"c","kind":"Deployment","name":"a"}},
             "status":{"health":"Degraded","replicas":{"desired":3},"resources":{"requests":{"cpu":"1500m","memory":"1Gi"}},"lastChange":{"time":"1970-01-01T00:01:00Z"}}}
            """).Root;
        var fields = _api.Catalog.Find(FleetKinds.Workloads)!.SelectableFields.ToDictionary(field => field.Label, field => field.Read(workload));
        Assert.Equal("c", fields["spec.ref.cluster"]);
        Assert.Equal("Degraded", fields["status.health"]);
        Assert.Equal(("3", "0"), (fields["status.replicas.desired"], fields["status.pods.restarts"]));
        Assert.Equal(("1500m", "1073741824", "60"), (fields["status.resources.requests.cpu"], fields["status.resources.requests.memory"], fields["status.lastChange.time"]));
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
