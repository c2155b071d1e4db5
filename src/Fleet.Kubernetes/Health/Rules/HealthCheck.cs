using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>One step of a rule: a verdict when its test holds.</summary>
internal sealed class HealthCheck
{
    /// <summary>The test, or null when the step always applies.</summary>
    public HealthPredicate? When { get; init; }

    /// <summary>The verdict; null asks the standard conditions.</summary>
    public HealthStatus? Health { get; init; }

    public HealthTemplate Reason { get; init; } = HealthTemplate.Empty;

    public HealthTemplate Message { get; init; } = HealthTemplate.Empty;

    /// <summary>The field whose value decides, with the values of each status; or null.</summary>
    public JsonPath? Switch { get; init; }

    public IReadOnlyList<(HealthStatus Status, string[] Values)> Cases { get; init; } = [];

    public HealthAssessment? Assess(DocumentValue resource)
    {
        var match = new HealthMatch { Generation = resource["metadata"u8]["generation"u8].AsInt64() };
        if (When is not null && !When.Test(resource, ref match))
        {
            return null;
        }

        if (Switch is not null)
        {
            match.Value = Switch.First(resource);
            var text = match.Value.AsString() ?? (match.Value.Exists ? match.Value.ToString() : "");
            return Case(text) is { } status ? Verdict(status, resource, match, text) : null;
        }

        return Health is { } health ? Verdict(health, resource, match, "") : StandardHealth.Instance.AssessReported(resource);
    }

    /// <summary>A value that is named outweighs one that only a pattern accepts.</summary>
    private HealthStatus? Case(string text)
    {
        HealthStatus? byPattern = null;
        foreach (var (status, values) in text.Length > 0 ? Cases : [])
        {
            foreach (var value in values)
            {
                if (value.Equals(text, StringComparison.OrdinalIgnoreCase))
                {
                    return status;
                }

                if (HealthRuleParser.Accepts(value, text))
                {
                    byPattern ??= status;
                }
            }
        }

        return byPattern;
    }

    private HealthAssessment Verdict(HealthStatus status, DocumentValue resource, HealthMatch match, string word)
    {
        var reason = Reason.Format(resource, match);
        var message = Message.Format(resource, match);
        return new(
            status,
            reason.Length > 0 ? reason : word.Length > 0 ? word : match.Condition.Reason is { Length: > 0 } own ? own : match.Condition.Type,
            message.Length > 0 ? message : match.Condition.Message is { Length: > 0 } text ? text : resource["status"u8]["message"u8].AsString(""));
    }
}
