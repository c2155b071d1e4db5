using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>What a user may do in a namespace.</summary>
/// <param name="Rules"><c>PolicyRule</c> objects.</param>
/// <param name="Problem">What could not be evaluated; empty when the rules are complete.</param>
public sealed record EffectiveRules(IReadOnlyList<DocumentValue> Rules, string Problem = "");
