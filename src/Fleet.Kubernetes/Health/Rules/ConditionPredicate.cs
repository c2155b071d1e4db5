using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>A condition of a type (or one of several) with a status and, if asked for, a reason. Statuses and reasons are compared ignoring case.</summary>
internal sealed class ConditionPredicate : HealthPredicate
{
    /// <summary>Type names; a leading <c>*</c> matches what follows as a suffix, <c>*</c> alone every type.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Accepted statuses; empty accepts any.</summary>
    public required IReadOnlyList<string> Statuses { get; init; }

    /// <summary>Accepted reasons; empty accepts any.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Reasons that are not accepted.</summary>
    public IReadOnlyList<string> ExceptReasons { get; init; } = [];

    /// <summary>Text the message must hold, or null.</summary>
    public string? MessageContains { get; init; }

    /// <summary>A condition of an older generation than the object's newest does not count.</summary>
    public bool CurrentOnly { get; init; }

    public required JsonPath At { get; init; }

    public override bool Test(DocumentValue scope, ref HealthMatch match)
    {
        foreach (var conditions in At.Find(scope))
        {
            foreach (var item in conditions.Items)
            {
                var condition = new StatusCondition(item);
                if (IsOneOf(Types, condition.Type) && Matches(condition) && !(CurrentOnly && condition.IsStale(match.Generation)))
                {
                    match.Condition = condition;
                    return true;
                }
            }
        }

        return false;
    }

    private bool Matches(StatusCondition condition) =>
        (Statuses.Count == 0 || IsOneOf(Statuses, condition.Status))
        && (Reasons.Count == 0 || IsOneOf(Reasons, condition.Reason))
        && (ExceptReasons.Count == 0 || !IsOneOf(ExceptReasons, condition.Reason))
        && (MessageContains is null || condition.Message.Contains(MessageContains, StringComparison.OrdinalIgnoreCase));

    private static bool IsOneOf(IReadOnlyList<string> accepted, string text)
    {
        foreach (var pattern in accepted)
        {
            if (HealthRuleParser.Accepts(pattern, text))
            {
                return true;
            }
        }

        return false;
    }
}
