using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Admission;

/// <summary>Volumes and claims stay while something uses them (plugin/pkg/admission/storage/storageobjectinuseprotection).</summary>
public sealed class StorageObjectProtection : AdmissionPlugin
{
    public override string Name => "StorageObjectInUseProtection";

    public override bool Handles(AdmissionRequest request) => FinalizerFor(request) is not null;

    public override ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var finalizers = request.Object!.GetOrAddObject("metadata").GetOrAddArray("finalizers");
        var finalizer = FinalizerFor(request)!;
        if (finalizers.Items.All(item => item.AsString() != finalizer))
        {
            finalizers.Items.Add(DocumentNode.String(finalizer));
        }

        return ValueTask.CompletedTask;
    }

    private static string? FinalizerFor(AdmissionRequest request) =>
        Is(request, AdmissionOperation.Create, "", "persistentvolumeclaims") ? "kubernetes.io/pvc-protection"
        : Is(request, AdmissionOperation.Create, "", "persistentvolumes") ? "kubernetes.io/pv-protection"
        : Is(request, AdmissionOperation.Create, "storage.k8s.io", "volumeattributesclasses") ? "kubernetes.io/vac-protection" : null;
}
