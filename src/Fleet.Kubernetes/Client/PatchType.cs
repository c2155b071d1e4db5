namespace Fleet.Kubernetes.Client;

/// <summary>What the body of a PATCH is.</summary>
public enum PatchType : byte
{
    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>Kubernetes' own, by the merge keys of built-in kinds; custom resources do not take it.</summary>
    StrategicMerge,

    /// <summary>Server-side apply.</summary>
    Apply,
}
