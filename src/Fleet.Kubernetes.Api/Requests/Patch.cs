namespace Fleet.Kubernetes.Api.Requests;

/// <summary>A patch as it came: its format, its bytes (JSON; YAML for apply), and <c>force</c> for apply.</summary>
public sealed record Patch(PatchType Type, ReadOnlyMemory<byte> Body, bool Force = false);
