namespace Fleet.Kubernetes.Api.Requests;

/// <summary>What must hold of the stored object; null parts are not asked.</summary>
public sealed record Preconditions(string? Uid = null, string? ResourceVersion = null);
