namespace Fleet.Kubernetes.Client;

/// <summary>The <c>type</c> of a watch event.</summary>
public enum WatchEventType : byte
{
    Added,
    Modified,
    Deleted,

    /// <summary>Only <c>metadata.resourceVersion</c> means something: everything before it has been sent.</summary>
    Bookmark,

    /// <summary>The object is a <c>Status</c>; the server ends the watch.</summary>
    Error,
}
