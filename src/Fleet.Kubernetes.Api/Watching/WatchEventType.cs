namespace Fleet.Kubernetes.Api.Watching;

/// <summary>What a watch client is told.</summary>
public enum WatchEventType : byte
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing happened: everything up to the version has been sent.</summary>
    Bookmark,
}
