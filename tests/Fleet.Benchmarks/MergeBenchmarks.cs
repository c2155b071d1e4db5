using BenchmarkDotNet.Attributes;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Patches;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.ServerSideApply;

namespace Fleet.Benchmarks;

/// <summary>
/// Merging, by the example of a Deployment of three containers that two managers apply: one the whole configuration, one the replicas and an
/// annotation. The object carries its defaults, as a server stores it.
/// </summary>
[MemoryDiagnoser]
public class MergeBenchmarks
{
    private static readonly GroupVersionKind Kind = new("apps", "v1", "Deployment");
    private static readonly Schema Schema = BuiltInSchemas.Instance.Find(Kind)!;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FieldManager _fieldManager = new();
    private readonly FieldSetPool _pool = new();
    private Document _live = Document.EmptyObject;
    private Document _config = Document.EmptyObject;
    private Document _changed = Document.EmptyObject;
    private Document _updated = Document.EmptyObject;
    private Document _patch = Document.EmptyObject;
    private Document _fields = Document.EmptyObject;
    private FieldSet _set = FieldSet.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _config = Config("registry.example.com/shop/web:1.4.2");
        _changed = Config("registry.example.com/shop/web:1.4.3");
        var scale = Document.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","annotations":{"autoscaler.example.com/reason":"load"}},"spec":{"replicas":4}}""");
        _live = Stored(_fieldManager.Apply(null, _config, Context("deployer"), force: false));
        _live = Stored(_fieldManager.Apply(_live, scale, Context("autoscaler"), force: false));
        var updated = _live.Root.ToNode();
        updated["spec"]!["replicas"] = 5;
        _updated = updated.ToDocument();
        _patch = Document.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"registry.example.com/shop/web:1.4.3"}]}}}}""");
        _fields = _live["metadata"u8]["managedFields"u8][1]["fieldsV1"u8].ToDocument();
        _set = FieldSet.FromFieldsV1(_fields.Root);
    }

    [Benchmark(Description = "server-side apply, one image changed")]
    public Document ApplyChanged() => _fieldManager.Apply(_live, _changed, Context("deployer"), force: false);

    [Benchmark(Description = "server-side apply, nothing changed")]
    public Document ApplyUnchanged() => _fieldManager.Apply(_live, _config, Context("deployer"), force: false);

    [Benchmark(Description = "ownership of an update")]
    public Document Update() => _fieldManager.Update(_live, _updated, Context("controller"));

    [Benchmark(Description = "strategic merge patch")]
    public Document Strategic() => StrategicMergePatch.Apply(_live, _patch, Schema);

    [Benchmark(Description = "decode FieldsV1")]
    public FieldSet Decode() => FieldSet.FromFieldsV1(_fields.Root, _pool);

    [Benchmark(Description = "encode FieldsV1")]
    public Document Encode() => _set.ToFieldsV1();

    private static Document Stored(Document applied)
    {
        var node = Normalisation.Apply(Kind, applied.Root);
        Defaults.Apply(Kind, node);
        return node.ToDocument();
    }

    private static FieldManagerContext Context(string manager) => new() { Schema = Schema, Kind = Kind, Manager = manager, Now = Now };

    private static Document Config(string image)
    {
        var containers = DocumentNode.Array(Container("web", image, 8080), Container("proxy", "envoy:1.30", 9901), Container("metrics", "exporter:2", 9100));
        var config = Document.Parse(
            """
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"web","namespace":"shop","labels":{"app.kubernetes.io/name":"web","app.kubernetes.io/part-of":"shop","team":"checkout"}},
             "spec":{"selector":{"matchLabels":{"app.kubernetes.io/name":"web"}},
              "template":{"metadata":{"labels":{"app.kubernetes.io/name":"web","team":"checkout"}},
               "spec":{"serviceAccountName":"web","volumes":[{"name":"config","configMap":{"name":"web"}}]}}}}
            """).Root.ToNode();
        config.At("spec", "template", "spec")!["containers"] = containers;
        return config.ToDocument();
    }

    private static DocumentNode Container(string name, string image, int port)
    {
        var container = Document.Parse(
            """
            {"env":[{"name":"LOG_LEVEL","value":"info"},{"name":"REGION","value":"eu-central-1"},{"name":"PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}],
             "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
             "readinessProbe":{"httpGet":{"path":"/healthz","port":"http"}},
             "volumeMounts":[{"name":"config","mountPath":"/etc/config"}]}
            """).Root.ToNode();
        container["name"] = name;
        container["image"] = image;
        container["ports"] = DocumentNode.Array(DocumentNode.Object(("name", "http"), ("containerPort", port)));
        return container;
    }
}
