using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>What the class of a pod's runtime adds to it: overhead, node selector, tolerations (plugin/pkg/admission/runtimeclass).</summary>
public sealed class RuntimeClassAdmission : AdmissionPlugin
{
    private static readonly GroupResource Classes = new("node.k8s.io", "runtimeclasses");

    public override string Name => "RuntimeClass";

    public override bool Handles(AdmissionRequest request) => Is(request, AdmissionOperation.Create, "", "pods");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = request.Object!.GetOrAddObject("spec");
        if (spec["runtimeClassName"]?.AsString() is not { Length: > 0 } name)
        {
            if (spec["overhead"] is { Count: > 0 })
            {
                throw Forbidden(request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
            }

            return;
        }

        var found = await FindAsync(request.Service, new ObjectKey(Classes, "", name), cancellationToken).ConfigureAwait(false);
        if (!found.Exists)
        {
            throw Forbidden(request, $"pod rejected: RuntimeClass \"{name}\" not found");
        }

        Overhead(request, spec, found["overhead"u8]["podFixed"u8]);
        Scheduling(request, spec, found["scheduling"u8]);
    }

    private static void Overhead(AdmissionRequest request, DocumentNode spec, DocumentValue overhead)
    {
        if (overhead.Count == 0)
        {
            return;
        }

        if (spec["overhead"] is { Count: > 0 } given && !given.ToValue().DeepEquals(overhead))
        {
            throw Forbidden(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }

        spec["overhead"] = overhead;
    }

    private static void Scheduling(AdmissionRequest request, DocumentNode spec, DocumentValue scheduling)
    {
        foreach (var (key, value) in scheduling["nodeSelector"u8].Members)
        {
            var selector = spec.GetOrAddObject("nodeSelector");
            if (selector[key]?.AsString() is { } own && own != value.AsString())
            {
                throw Forbidden(request, $"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value.AsString()}; pod.spec.nodeSelector[{key}] = {own}");
            }

            selector[key] = value;
        }

        foreach (var toleration in scheduling["tolerations"u8].Items)
        {
            var tolerations = spec.GetOrAddArray("tolerations");
            if (!tolerations.Items.Any(own => own.ToValue().DeepEquals(toleration)))
            {
                tolerations.Items.Add(toleration);
            }
        }
    }
}
