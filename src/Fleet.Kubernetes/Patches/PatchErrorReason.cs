namespace Fleet.Kubernetes.Patches;

/// <summary>Who is at fault when a patch cannot be applied; the API server answers by it.</summary>
public enum PatchErrorReason
{
    /// <summary>The patch itself is malformed (400 BadRequest).</summary>
    BadRequest,

    /// <summary>The patch is well-formed but does not fit the object (422 Invalid).</summary>
    Invalid,

    /// <summary>The patch carries too many operations (413 RequestEntityTooLarge).</summary>
    TooLarge,

    /// <summary>What upstream does not classify and answers as an internal error (500).</summary>
    Internal,
}
