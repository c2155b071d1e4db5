using System.Text;
using BenchmarkDotNet.Attributes;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Benchmarks;

/// <summary>
/// Quantities, selectors, health and YAML: one operation each. <c>dotnet run -c Release --project tests/Fleet.Benchmarks -- --filter *Values* --job short</c>.
/// </summary>
[MemoryDiagnoser]
public class ValuesBenchmarks
{
    private const string DeploymentYaml = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          generation: 4
          labels: {app: web, tier: front, release: blue}
        spec:
          replicas: 3
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web, tier: front}
            spec:
              containers:
              - name: web
                image: registry.example.org/web:1.2.3
                resources:
                  requests: {cpu: 250m, memory: 128Mi}
                  limits: {cpu: "1", memory: 1.5Gi}
        status:
          observedGeneration: 4
          replicas: 3
          updatedReplicas: 3
          readyReplicas: 3
          availableReplicas: 3
          conditions:
          - {type: Available, status: "True", reason: MinimumReplicasAvailable, message: Deployment has minimum availability.}
          - {type: Progressing, status: "True", reason: NewReplicaSetAvailable, message: ReplicaSet has successfully progressed.}
        """;

    private readonly byte[] _yaml = Encoding.UTF8.GetBytes(DeploymentYaml);
    private readonly Document _deployment = YamlReader.Read(DeploymentYaml);
    private readonly Document _certificate = YamlReader.Read(
        "{apiVersion: cert-manager.io/v1, kind: Certificate, status: {conditions: [{type: Ready, status: 'True', reason: Ready, message: up to date}]}}");

    private readonly Document _widget = YamlReader.Read(
        "{apiVersion: example.org/v1, kind: Widget, status: {conditions: [{type: Ready, status: 'True', reason: Ready, message: up to date}]}}");

    private readonly LabelSelector _selector = LabelSelector.Parse("app=web,tier in (front,back),!legacy");
    private readonly Quantity _quantity = Quantity.Parse("1.5Gi");

    [Benchmark]
    public Quantity Parse_quantity_250m() => Quantity.Parse("250m");

    [Benchmark]
    public Quantity Parse_quantity_128Mi() => Quantity.Parse("128Mi");

    [Benchmark]
    public Quantity Parse_quantity_1_5Gi() => Quantity.Parse("1.5Gi");

    [Benchmark]
    public bool Read_quantity_of_a_document() =>
        Quantity.TryParse(_deployment.Root["spec"u8]["template"u8]["spec"u8]["containers"u8][0]["resources"u8]["requests"u8]["memory"u8], out _);

    [Benchmark]
    public string Format_quantity() => _quantity.ToString();

    [Benchmark]
    public bool Match_labels() => _selector.Matches(_deployment["metadata"u8]["labels"u8]);

    [Benchmark]
    public HealthStatus Health_of_a_deployment() => HealthAssessor.Default.Assess(_deployment.Root).Status;

    [Benchmark]
    public HealthStatus Health_by_a_rule_as_data() => HealthAssessor.Default.Assess(_certificate.Root).Status;

    [Benchmark]
    public HealthStatus Health_by_standard_conditions() => HealthAssessor.Default.Assess(_widget.Root).Status;

    [Benchmark]
    public Document Read_yaml_of_a_deployment() => YamlReader.Read(_yaml);

    [Benchmark]
    public string Write_yaml_of_a_deployment() => YamlWriter.Write(_deployment, sortKeys: true);
}
