using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>A resource a cluster serves, as discovery tells it.</summary>
public sealed record ApiResource
{
    public required GroupVersionResource Resource { get; init; }

    public required GroupVersionKind Kind { get; init; }

    public required bool IsNamespaced { get; init; }

    public string Singular { get; init; } = "";

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Names of the subresources: <c>status</c>, <c>scale</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    public bool IsListable => Verbs.Contains("list");

    public bool IsWatchable => Verbs.Contains("watch");

    public override string ToString() => Resource.ToString();
}
