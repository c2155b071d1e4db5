using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Simulator.Kinds.Autoscaling;
using Fleet.Simulator.Kinds.Core;
using Fleet.Simulator.Kinds.Printers;

namespace Fleet.Simulator.Kinds;

/// <summary>
/// What a Kubernetes 1.36 server serves of itself, from the embedded facts (<c>built-in-resources.tsv</c>): names, verbs, scope, structure, tables,
/// subresources, storage, the rules of the kinds. Virtual resources and subresource handlers are attached by who composes a cluster (<c>with</c>).
/// </summary>
public static class BuiltInResources
{
    private const string ResourceName = "built-in-resources.tsv";
    private const string MetricsGroup = "metrics.k8s.io";
    private const string EventsGroup = "events.k8s.io";

    private static readonly IReadOnlyList<ResourceDefinition> Everything = Read();

    /// <summary>All resources of the server itself, in discovery order.</summary>
    public static IReadOnlyList<ResourceDefinition> All { get; } = [.. Everything.Where(definition => definition.Resource.Group != MetricsGroup)];

    /// <summary><c>metrics.k8s.io</c>, which a metrics server adds to a cluster.</summary>
    public static IReadOnlyList<ResourceDefinition> Metrics { get; } = [.. Everything.Where(definition => definition.Resource.Group == MetricsGroup)];

    private static List<ResourceDefinition> Read()
    {
        var definitions = new List<ResourceDefinition>();
        foreach (var row in EmbeddedTable.Read(ResourceName).Select(cells => new Row(cells)))
        {
            if (row.Subresource is null)
            {
                definitions.Add(Resource(row));
            }
            else
            {
                var parent = definitions[^1];
                var subresource = Subresource(row, parent);
                definitions[^1] = parent with
                {
                    Subresources = [.. parent.Subresources, subresource],
                    Strategy = subresource.Name == "status" ? new GenericStrategy { HasStatus = true, HasGeneration = row.HasGeneration } : parent.Strategy,
                };
            }
        }

        return [.. definitions.Select(definition => definition with
        {
            Strategy = BuiltInStrategies.Find(definition.GroupVersionKind) ?? definition.Strategy,
            Converter = Converter(definition.GroupVersionKind),
            DeprecationWarning = Deprecation(definition.GroupVersionKind),
        })];
    }

    private static string? Deprecation(GroupVersionKind kind) => kind switch
    {
        { Group: "", Kind: "Endpoints" } => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        { Group: "", Kind: "ComponentStatus" } => "v1 ComponentStatus is deprecated in v1.19+",
        _ => null,
    };

    /// <summary>The two kinds whose versions differ in more than a name.</summary>
    private static IVersionConverter? Converter(GroupVersionKind kind) => kind switch
    {
        { Group: "autoscaling", Version: "v1", Kind: "HorizontalPodAutoscaler" } => new HorizontalPodAutoscalerConverter(),
        { Group: EventsGroup } => new EventConverter(),
        _ => null,
    };

    private static ResourceDefinition Resource(Row row)
    {
        var resource = new GroupVersionResource(row.Group, row.Version, row.Name);
        var kind = new GroupVersionKind(row.Group, row.Version, row.Kind);
        var definition = new ResourceDefinition
        {
            Resource = resource,
            Kind = row.Kind,
            SingularName = row.Singular,
            IsNamespaced = row.IsNamespaced,
            ShortNames = row.ShortNames,
            Categories = row.Categories,
            Verbs = row.Verbs,
            Schema = BuiltInSchemas.Instance.Find(kind) ?? Schema.Any,
            Table = BuiltInPrinters.Find(resource.GroupResource),
            SelectableFields = SelectableFields.Of(resource.GroupResource),
            Strategy = new GenericStrategy { HasGeneration = row.HasGeneration },
        };
        return row.Storage is { } storage ? definition with
        {
            Storage = new(storage.Group, storage.Version, row.Kind),

            // Events are one resource with two names; everything else keeps its own.
            StorageResource = row.Group == EventsGroup ? new(storage.Group, row.Name) : resource.GroupResource,
        }
        : definition;
    }

    private static SubresourceDefinition Subresource(Row row, ResourceDefinition parent)
    {
        var kind = row.SubresourceKind;
        return new SubresourceDefinition
        {
            Name = row.Subresource!,
            Behaviour = row.Subresource switch
            {
                "status" => SubresourceKind.Status,
                "scale" => SubresourceKind.Scale,
                "finalize" or "approval" or "ephemeralcontainers" or "resize" => SubresourceKind.Object,
                _ => SubresourceKind.Custom,
            },
            Kind = kind == parent.GroupVersionKind ? null : kind,
            Verbs = row.Verbs,
            Schema = kind == parent.GroupVersionKind ? null : BuiltInSchemas.Instance.Find(kind) ?? Schema.Any,
            Scale = row.Subresource == "scale" ? ScalePaths.Standard : null,
        };
    }

    /// <summary>One line of the table; see its first lines.</summary>
    private readonly record struct Row(string[] Cells)
    {
        public string Group => Cells[0] == "core" ? "" : Cells[0];

        public string Version => Cells[1];

        public string Name => Cells[2].Split('/')[0];

        public string? Subresource => Cells[2].Split('/') is [_, var subresource] ? subresource : null;

        public string Singular => Text(3);

        public string Kind => Cells[4];

        public GroupVersionKind SubresourceKind => Kind.Split('/') is [var group, var version, var kind] ? new(group, version, kind) : new(Group, Version, Kind);

        public bool IsNamespaced => Cells[5] == "namespaced";

        public IReadOnlyList<string> ShortNames => List(6);

        public IReadOnlyList<string> Categories => List(7);

        public IReadOnlyList<string> Verbs => Cells[8] == "*" ? ResourceDefinition.AllVerbs : List(8);

        public (string Group, string Version)? Storage => Cells[9].Split('/') is [var group, var version] ? (group == "core" ? "" : group, version) : null;

        public bool HasGeneration => Cells[10] == "generation";

        private string Text(int column) => Cells[column] == "-" ? "" : Cells[column];

        private string[] List(int column) => Text(column).Split(',', StringSplitOptions.RemoveEmptyEntries);
    }
}
