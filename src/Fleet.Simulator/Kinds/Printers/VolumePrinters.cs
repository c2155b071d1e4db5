using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>PersistentVolumes.</summary>
internal sealed class PersistentVolumePrinter() : KindPrinter("persistentvolumes")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        var claim = spec["claimRef"u8];
        cells.Name(value)
            .Text(spec["capacity"u8]["storage"u8])
            .Text(VolumeText.AccessModes(spec["accessModes"u8]))
            .Text(spec["persistentVolumeReclaimPolicy"u8])
            .Text(VolumeText.Phase(value))
            .Text(claim.IsObject ? $"{claim["namespace"u8].AsString("")}/{claim["name"u8].AsString("")}" : "")
            .Text(VolumeText.StorageClass(value))
            .Text(spec["volumeAttributesClassName"u8], Cells.Unset)
            .Text(status["reason"u8])
            .Age(value)
            .Text(spec["volumeMode"u8], Cells.Unset);
    }
}

/// <summary>PersistentVolumeClaims: capacity and modes once they are bound.</summary>
internal sealed class PersistentVolumeClaimPrinter() : KindPrinter("persistentvolumeclaims")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        var isBound = spec["volumeName"u8].AsString("").Length > 0;
        cells.Name(value)
            .Text(VolumeText.Phase(value))
            .Text(spec["volumeName"u8])
            .Text(isBound ? status["capacity"u8]["storage"u8].AsString("0") : "")
            .Text(isBound ? VolumeText.AccessModes(status["accessModes"u8]) : "")
            .Text(VolumeText.StorageClass(value))
            .Text(spec["volumeAttributesClassName"u8], Cells.Unset)
            .Age(value)
            .Text(spec["volumeMode"u8], Cells.Unset);
    }
}

/// <summary>What both kinds show alike.</summary>
internal static class VolumeText
{
    private static readonly (string Mode, string Short)[] Modes =
        [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];

    public static string AccessModes(DocumentValue modes)
    {
        var present = modes.Items.ToList().Select(mode => mode.AsString("")).ToHashSet(StringComparer.Ordinal);
        return string.Join(',', Modes.Where(mode => present.Contains(mode.Mode)).Select(mode => mode.Short));
    }

    public static string Phase(DocumentValue value) =>
        value["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined ? value["status"u8]["phase"u8].AsString("") : "Terminating";

    /// <summary>The class of the spec, or of the annotation that came before it.</summary>
    public static string StorageClass(DocumentValue value) =>
        value["metadata"u8]["annotations"u8]["volume.beta.kubernetes.io/storage-class"u8].AsString()
        ?? value["spec"u8]["storageClassName"u8].AsString("");
}
