namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>How the API server answers an <see cref="ApplyException"/>.</summary>
public enum ApplyErrorReason
{
    /// <summary>400 BadRequest.</summary>
    BadRequest,

    /// <summary>500 without a reason: upstream does not classify errors of typed objects.</summary>
    Internal,
}
