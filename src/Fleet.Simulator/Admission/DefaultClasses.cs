using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>Claims and ingresses that name no class get the one marked as default (plugins <c>DefaultStorageClass</c>, <c>DefaultIngressClass</c>).</summary>
public sealed class DefaultClasses : AdmissionPlugin
{
    private static readonly GroupResource StorageClasses = new("storage.k8s.io", "storageclasses");
    private static readonly GroupResource IngressClasses = new("networking.k8s.io", "ingressclasses");

    public override string Name => "DefaultStorageClass";

    public override bool Handles(AdmissionRequest request) =>
        Is(request, AdmissionOperation.Create, "", "persistentvolumeclaims") || Is(request, AdmissionOperation.Create, "networking.k8s.io", "ingresses");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var isClaim = request.Target.Resource.Resource.Resource == "persistentvolumeclaims";
        var (field, legacy) = isClaim
            ? ("storageClassName", "volume.beta.kubernetes.io/storage-class")
            : ("ingressClassName", "kubernetes.io/ingress.class");
        var spec = request.Object!.GetOrAddObject("spec");
        if (spec[field] is not null || request.Object["metadata"]?["annotations"]?[legacy] is not null)
        {
            return;
        }

        var classes = await ListAsync(request.Service, isClaim ? StorageClasses : IngressClasses, null, cancellationToken).ConfigureAwait(false);
        var newest = classes
            .Where(item => IsDefault(item, isClaim))
            .OrderByDescending(item => item["metadata"u8]["creationTimestamp"u8].AsString(""), StringComparer.Ordinal)
            .ThenBy(item => item["metadata"u8]["name"u8].AsString(""), StringComparer.Ordinal)
            .FirstOrDefault();
        if (newest.Exists)
        {
            spec[field] = newest["metadata"u8]["name"u8];
        }
    }

    private static bool IsDefault(DocumentValue item, bool isClaim)
    {
        var annotations = item["metadata"u8]["annotations"u8];
        return isClaim
            ? annotations["storageclass.kubernetes.io/is-default-class"].StringEquals("true"u8) || annotations["storageclass.beta.kubernetes.io/is-default-class"].StringEquals("true"u8)
            : annotations["ingressclass.kubernetes.io/is-default-class"].StringEquals("true"u8);
    }
}
