namespace Fleet.Kubernetes.Api.Requests;

/// <summary><c>metav1.ListOptions</c> of a list, as text where the server must word the error.</summary>
public sealed record ListOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public long Limit { get; init; }

    public string Continue { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    /// <summary><c>Exact</c>, <c>NotOlderThan</c> or empty.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>Only for watches; a list refuses it.</summary>
    public bool? SendInitialEvents { get; init; }
}
