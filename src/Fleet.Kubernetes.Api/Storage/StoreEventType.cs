namespace Fleet.Kubernetes.Api.Storage;

/// <summary>What happened to an object.</summary>
public enum StoreEventType : byte
{
    Added,
    Modified,
    Deleted,
}
