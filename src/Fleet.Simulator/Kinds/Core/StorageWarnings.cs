using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Core.Pods;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>What accepted volumes and claims are warned of (pkg/api/persistentvolume, pkg/api/persistentvolumeclaim).</summary>
internal static class StorageWarnings
{
    private const string BetaClass = "volume.beta.kubernetes.io/storage-class";
    private const string BetaMountOptions = "volume.beta.kubernetes.io/mount-options";

    private static readonly (string Source, string Message)[] DeprecatedSources =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    public static List<string> OfClaim(DocumentValue claim)
    {
        var warnings = new List<string>();
        Annotation(claim, BetaClass, "deprecated since v1.8; use \"storageClassName\" attribute instead", warnings);
        OfClaimSpec(claim["spec"u8], "spec", warnings);
        return warnings;
    }

    public static void OfClaimSpec(DocumentValue spec, string field, ICollection<string> warnings)
    {
        if (Quantity.TryParse(spec["resources"u8]["requests"u8]["storage"u8], out var storage) && storage.RoundUp(0) != storage)
        {
            warnings.Add($"{field}.resources.requests[storage]: fractional byte value \"{storage}\" is invalid, must be an integer");
        }
    }

    public static List<string> OfVolume(DocumentValue volume)
    {
        var warnings = new List<string>();
        var spec = volume["spec"u8];
        Annotation(volume, BetaClass, "deprecated since v1.8; use \"storageClassName\" attribute instead", warnings);
        Annotation(volume, BetaMountOptions, "deprecated since v1.31; use \"mountOptions\" attribute instead", warnings);
        if (spec["persistentVolumeReclaimPolicy"u8].StringEquals("Recycle"u8))
        {
            warnings.Add("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }

        var index = 0;
        foreach (var term in spec["nodeAffinity"u8]["required"u8]["nodeSelectorTerms"u8].Items)
        {
            NodeLabels.WarnOfTerm(term["matchExpressions"u8], $"{ContainerValidation.At("spec.nodeAffinity.required.nodeSelectorTerms", index++)}.matchExpressions", warnings);
        }

        foreach (var (source, message) in DeprecatedSources)
        {
            if (spec[source].IsObject)
            {
                warnings.Add($"spec.{(source == "storageos" ? "storageOS" : source)}: {message}");
            }
        }

        return warnings;
    }

    private static void Annotation(DocumentValue value, string name, string message, List<string> warnings)
    {
        if (value["metadata"u8]["annotations"u8][name].Exists)
        {
            warnings.Add($"metadata.annotations[{name}]: {message}");
        }
    }
}
