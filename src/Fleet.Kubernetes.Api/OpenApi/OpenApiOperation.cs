using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>One method of a path.</summary>
/// <param name="Method">Lower case: <c>get</c>.</param>
/// <param name="Action"><c>x-kubernetes-action</c>: <c>list</c>, <c>patch</c>…</param>
/// <param name="Id">The operation's identifier.</param>
/// <param name="Kind">What it is about.</param>
internal sealed record OpenApiOperation(string Method, string Action, string Id, GroupVersionKind Kind)
{
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>The component of the body; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>Media types of the body.</summary>
    public IReadOnlyList<string> BodyTypes { get; init; } = ["*/*"];

    public bool IsBodyRequired { get; init; } = true;

    /// <summary>The component of the answer.</summary>
    public required string Answer { get; init; }

    /// <summary>Status codes of success.</summary>
    public IReadOnlyList<string> Codes { get; init; } = ["200"];

    /// <summary>The answer can be a stream of watch events.</summary>
    public bool IsStream { get; init; }
}
