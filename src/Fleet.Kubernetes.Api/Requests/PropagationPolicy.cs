namespace Fleet.Kubernetes.Api.Requests;

/// <summary>What becomes of dependents of a deleted object.</summary>
public enum PropagationPolicy : byte
{
    /// <summary>The object goes at once, the garbage collector follows.</summary>
    Background,

    /// <summary>The object stays (finalizer <c>foregroundDeletion</c>) until its blocking dependents are gone.</summary>
    Foreground,

    /// <summary>The garbage collector first takes the owner off its dependents (finalizer <c>orphan</c>).</summary>
    Orphan,
}
