namespace Fleet.Kubernetes.Api.Requests;

/// <summary>What happens to unknown and repeated fields (<c>fieldValidation</c>).</summary>
public enum FieldValidation : byte
{
    /// <summary>Dropped, with a warning header; the default of the API.</summary>
    Warn,

    /// <summary>Dropped silently.</summary>
    Ignore,

    /// <summary>Refused with 400.</summary>
    Strict,
}
