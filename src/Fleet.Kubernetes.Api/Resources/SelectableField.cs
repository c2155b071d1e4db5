using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>A label field selectors may use, and how to read it from an object (an absent value is the empty string).</summary>
public sealed record SelectableField(string Label, Func<DocumentValue, string> Read);
