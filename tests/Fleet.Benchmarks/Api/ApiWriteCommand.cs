using System.Diagnostics;
using System.Globalization;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds;

namespace Fleet.Benchmarks.Api;

/// <summary>
/// What a controller's write costs inside the process: status updates of pods, the most frequent write of a cluster, through the whole service
/// (defaults, managedFields, validation, store). Prints one JSON object.
/// </summary>
internal static class ApiWriteCommand
{
    private const int Objects = 200;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 20_000;
        var catalog = new ResourceCatalog(new ResourceSet(BuiltInResources.All));
        var store = new MemoryResourceStore(TimeProvider.System);
        var service = new ResourceService(store, catalog, TimeProvider.System);
        var pods = catalog.Find(new Fleet.Kubernetes.Resources.GroupVersionKind("", "v1", "Pod"))!;
        var context = RequestContext.Internal("kubelet");
        for (var i = 0; i < Objects; i++)
        {
            await service.CreateAsync(context, new ResourceTarget(pods, "default"), Pod(i), CancellationToken.None);
        }

        var status = pods.FindSubresource("status");
        await WriteAsync(service, new ResourceTarget(pods, "default", null, status), context, Math.Max(10_000, count / 10));
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        await WriteAsync(service, new ResourceTarget(pods, "default", null, status), context, count);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        var summary = DocumentNode.Object(
            ("benchmark", "api-writes"),
            ("writes", count),
            ("wall_us_per_write", DocumentNode.Number(Math.Round(clock.Elapsed.TotalMicroseconds / count, 1))),
            ("cpu_us_per_write", DocumentNode.Number(Math.Round(cpu.TotalMicroseconds / count, 1))),
            ("bytes_per_write", (GC.GetTotalAllocatedBytes() - allocated) / count));
        Console.WriteLine(summary.ToString());
        return 0;
    }

    private static async Task WriteAsync(ResourceService service, ResourceTarget target, RequestContext context, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var message = $"write {i}";
            await service.MutateAsync(
                context,
                target with { Name = $"pod-{i % Objects}" },
                pod =>
                {
                    pod.GetOrAddObject("status")["message"] = message;
                    return true;
                },
                CancellationToken.None);
        }
    }

    private static Document Pod(int index) => Document.Parse(
        $$"""
        {"metadata":{"name":"pod-{{index}}","labels":{"app":"web","pod-template-hash":"5d4f8c7b9"} },
         "spec":{"nodeName":"node-1","containers":[{"name":"app","image":"nginx:1.27","ports":[{"containerPort":80}],
           "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"} } }]},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"},{"type":"PodScheduled","status":"True"}]} }
        """);
}
