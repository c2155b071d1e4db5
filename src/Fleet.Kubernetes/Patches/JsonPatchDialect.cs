namespace Fleet.Kubernetes.Patches;

/// <summary>How strictly a JSON Patch is read.</summary>
public enum JsonPatchDialect
{
    /// <summary>
    /// As the API server does, with evanphx/json-patch v4: replacing a missing member adds it, a negative index counts from the end, an absent
    /// member is null to <c>test</c> and <c>copy</c>, and a missing <c>value</c> is null. The whole document can be replaced and tested, not added.
    /// </summary>
    Kubernetes,

    /// <summary>To the letter of RFC 6902 and RFC 6901.</summary>
    Rfc6902,
}
