using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Load;

namespace Fleet.Simulator.Seeding;

/// <summary>A kind of workload that occurs many times in a fleet: what its container looks like.</summary>
/// <param name="Component">Its role, the label <c>app.kubernetes.io/component</c>.</param>
/// <param name="Image">The image without its tag.</param>
/// <param name="Tags">The versions that are about.</param>
/// <param name="Port">The port it serves on, 0 for none.</param>
/// <param name="HealthPath">The path of its probes, empty for none.</param>
internal sealed record Archetype(string Component, string Image, string[] Tags, int Port, string HealthPath)
{
    /// <summary>The name workloads of it end with.</summary>
    public required string Suffix { get; init; }

    /// <summary>Other pods call it: it has a Service.</summary>
    public bool IsServed => Port > 0;

    public static IReadOnlyList<Archetype> All { get; } =
    [
        new("api", "registry.example.com/api/gateway", ["2.14.0", "2.14.1", "2.15.0"], 8080, "/healthz") { Suffix = "api" },
        new("web", "docker.io/library/nginx", ["1.27.4", "1.28.0", "1.29.1"], 80, "/") { Suffix = "web" },
        new("service", "registry.example.com/services/core", ["1.8.2", "1.9.0", "1.9.3"], 8080, "/ready") { Suffix = "service" },
        new("worker", "registry.example.com/workers/queue", ["4.2.0", "4.3.1"], 0, "") { Suffix = "worker" },
        new("consumer", "registry.example.com/workers/stream", ["0.31.0", "0.32.2"], 0, "") { Suffix = "consumer" },
        new("cache", "docker.io/library/redis", ["7.4.5", "8.2.1"], 6379, "") { Suffix = "cache" },
        new("scheduler", "registry.example.com/jobs/scheduler", ["1.1.0"], 9090, "/healthz") { Suffix = "scheduler" },
        new("frontend", "registry.example.com/web/frontend", ["2026.10.1", "2026.11.0", "2026.11.2"], 3000, "/") { Suffix = "frontend" },
        new("proxy", "docker.io/envoyproxy/envoy", ["v1.35.1", "v1.36.0"], 10000, "/ready") { Suffix = "proxy" },
        new("exporter", "quay.io/prometheus/statsd-exporter", ["v0.28.0"], 9102, "/metrics") { Suffix = "exporter" },
    ];

    /// <summary>The container of a pod template as a person would write it.</summary>
    public DocumentNode CreateContainer(string tag, ResourceClass resources)
    {
        return DocumentNode.Object(
            ("name", Component),
            ("image", $"{Image}:{tag}"),
            ("ports", Port == 0 ? null : DocumentNode.Array(DocumentNode.Object(("name", "http"), ("containerPort", Port)))),
            ("env", DocumentNode.Array(
                DocumentNode.Object(("name", "TEAM"), ("valueFrom", DocumentNode.Object(("fieldRef", DocumentNode.Object(("fieldPath", "metadata.labels['team']")))))),
                DocumentNode.Object(("name", "LOG_LEVEL"), ("value", "info")))),
            ("resources", DocumentNode.Object(
                ("limits", DocumentNode.Object(("memory", resources.Memory))),
                ("requests", DocumentNode.Object(("cpu", resources.Cpu), ("memory", resources.Memory))))),
            ("livenessProbe", Probe(10)),
            ("readinessProbe", Probe(5)));
    }

    private DocumentNode? Probe(int period) => HealthPath.Length == 0
        ? null
        : DocumentNode.Object(
            ("httpGet", DocumentNode.Object(("path", HealthPath), ("port", "http"))),
            ("periodSeconds", period));
}
