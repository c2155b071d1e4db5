namespace Fleet.Kubernetes.Api.Requests;

/// <summary><c>metav1.ListOptions</c> of a watch.</summary>
public sealed record WatchOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Empty: from now, with the present state first; <c>0</c>: the same from any state at hand.</summary>
    public string ResourceVersion { get; init; } = "";

    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>Only for lists; a watch refuses it together with <see cref="ResourceVersionMatch"/>.</summary>
    public string Continue { get; init; } = "";

    public bool AllowBookmarks { get; init; }

    /// <summary>Null: when not given.</summary>
    public bool? SendInitialEvents { get; init; }
}
