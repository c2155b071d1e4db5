using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Patches;

/// <summary>JSON Patch (RFC 6902) as evanphx/json-patch v4 applies it for the API server.</summary>
public static class JsonPatch
{
    /// <summary>More operations are refused, as the API server does.</summary>
    public const int MaxOperations = 10_000;

    /// <exception cref="PatchException">The patch is malformed, too long, a test failed, or a path leads nowhere.</exception>
    public static Document Apply(Document target, Document patch) => throw new NotImplementedException();
}
