using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>A label field selectors may use, and how to read it from an object (an absent value is the empty string).</summary>
public sealed record SelectableField(string Label, Func<DocumentValue, string> Read)
{
    /// <summary>
    /// Brings a selector's value into the form <see cref="Read"/> gives, where values can be spelled in several ways (<c>500m</c> and <c>0.5</c>); null from it: the
    /// field cannot have that value, and the selector is refused. Null: values are compared as they are.
    /// </summary>
    public Func<string, string?>? Canonical { get; init; }

    /// <summary>What <see cref="Canonical"/> accepts, for people: <c>an integer</c>.</summary>
    public string Accepts { get; init; } = "";
}
