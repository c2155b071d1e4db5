using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>The groups <c>storage.k8s.io</c>, <c>resource.k8s.io</c> and <c>scheduling.k8s.io</c> (their v1/defaults.go).</summary>
internal static class StorageDefaults
{
    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("storage.v1.StorageClass", StorageClass),
        For("storage.v1.CSIDriver", CsiDriver),
        For("scheduling.v1.PriorityClass", priority => priority.Pointer("preemptionPolicy", "PreemptLowerPriority")),
        For("resource.v1.ExactDeviceRequest", DeviceRequest),
        For("resource.v1.DeviceSubRequest", DeviceRequest),
    ];

    private static void StorageClass(DocumentNode target)
    {
        target.Pointer("reclaimPolicy", "Delete");
        target.Pointer("volumeBindingMode", "Immediate");
    }

    private static void CsiDriver(DocumentNode driver)
    {
        var spec = driver.Struct("spec");
        spec.Pointer("attachRequired", true);
        spec.Pointer("podInfoOnMount", false);
        spec.Pointer("storageCapacity", false);
        spec.Pointer("fsGroupPolicy", "ReadWriteOnceWithFSType");
        spec.Pointer("requiresRepublish", false);
        spec.Pointer("seLinuxMount", false);
        if (spec["volumeLifecycleModes"] is null or { Count: 0 })
        {
            spec["volumeLifecycleModes"] = DocumentNode.Array("Persistent");
        }
    }

    private static void DeviceRequest(DocumentNode request)
    {
        request.Text("allocationMode", "ExactCount");
        if (request.TextOf("allocationMode") == "ExactCount")
        {
            request.Integer("count", 1);
        }
    }
}
