using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Volumes of pods and their sources (pkg/apis/core/v1/defaults.go).</summary>
internal static class VolumeDefaults
{
    private const long ReadableByAll = 420; // 0644

    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("core.v1.Volume", Volume),
        For("core.v1.SecretVolumeSource", source => source.Pointer("defaultMode", ReadableByAll)),
        For("core.v1.ConfigMapVolumeSource", source => source.Pointer("defaultMode", ReadableByAll)),
        For("core.v1.DownwardAPIVolumeSource", source => source.Pointer("defaultMode", ReadableByAll)),
        For("core.v1.ProjectedVolumeSource", source => source.Pointer("defaultMode", ReadableByAll)),
        For("core.v1.ServiceAccountTokenProjection", source => source.Pointer("expirationSeconds", 3600)),
        For("core.v1.HostPathVolumeSource", source => source.Pointer("type", "")),
        For("core.v1.AzureDiskVolumeSource", source => source.Pointer("readOnly", false)),
        For("core.v1.PersistentVolumeClaimSpec", spec => spec.Pointer("volumeMode", "Filesystem")),
        For("core.v1.ResourceFieldSelector", selector => selector.Pointer("divisor", "0")),
    ];

    private static void Volume(DocumentNode volume)
    {
        if (volume.Names.All(name => name == "name" || volume.IsNil(name)))
        {
            volume["emptyDir"] = DocumentNode.Object();
        }

        if (volume["image"] is { IsObject: true } image)
        {
            image.Text("pullPolicy", ImageReference.IsLatest(image.TextOf("reference")) ? "Always" : "IfNotPresent");
        }
    }
}
