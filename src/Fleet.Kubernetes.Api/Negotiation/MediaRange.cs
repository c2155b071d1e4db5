namespace Fleet.Kubernetes.Api.Negotiation;

/// <summary>One clause of an <c>Accept</c> header: <c>application/json;as=Table;v=v1;g=meta.k8s.io;q=0.8</c>. Names are lower case.</summary>
/// <param name="Type"><c>application</c>, or <c>*</c>.</param>
/// <param name="Subtype"><c>json</c>, or <c>*</c>.</param>
/// <param name="Quality">0 to 1.</param>
/// <param name="Parameters">All parameters but <c>q</c>.</param>
public sealed record MediaRange(string Type, string Subtype, double Quality, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The parameter, or the empty string.</summary>
    public string this[string name] => Parameters.GetValueOrDefault(name, "");

    /// <summary>Whether <c>type/subtype</c> is in this range.</summary>
    public bool Accepts(string mediaType)
    {
        var slash = mediaType.IndexOf('/');
        return (Type == "*" || mediaType.AsSpan(0, slash).SequenceEqual(Type)) && (Subtype == "*" || mediaType.AsSpan(slash + 1).SequenceEqual(Subtype));
    }
}
