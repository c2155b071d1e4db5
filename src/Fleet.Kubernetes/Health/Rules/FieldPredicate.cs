using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>A field against values, another field, or its mere presence. Text is compared ignoring case; of a path with <c>[*]</c> any value suffices.</summary>
internal sealed class FieldPredicate : HealthPredicate
{
    public required JsonPath Path { get; init; }

    /// <summary>Whether the field must be there (and not null, not empty); null where it does not matter.</summary>
    public bool? Exists { get; init; }

    /// <summary>Accepted values; null accepts any.</summary>
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>Text the value must hold; empty accepts any.</summary>
    public IReadOnlyList<string> Contains { get; init; } = [];

    /// <summary>It must equal, be below or above this field, or number.</summary>
    public (string Comparison, JsonPath? Field, double Number)? Bound { get; init; }

    public override bool Test(DocumentValue scope, ref HealthMatch match)
    {
        var found = false;
        foreach (var value in Path.Find(scope))
        {
            if (value.Kind == DocumentKind.Null || value is { IsObject: true, Count: 0 } or { IsArray: true, Count: 0 } || value.StringEquals(""u8))
            {
                continue;
            }

            found = true;
            if (Exists != false && Matches(value, scope))
            {
                match.Value = value;
                return true;
            }
        }

        return !found && (Exists == false || (Bound is not null && Exists is null && MatchesBound(default, scope)));
    }

    private bool Matches(DocumentValue value, DocumentValue scope)
    {
        var text = value.AsString() ?? value.ToString();
        return (In is null || In.Any(accepted => HealthRuleParser.Accepts(accepted, text)))
            && (Contains.Count == 0 || Contains.Any(part => text.Contains(part, StringComparison.OrdinalIgnoreCase)))
            && MatchesBound(value, scope);
    }

    /// <summary>An absent number counts as 0, as Go leaves zeros out.</summary>
    private bool MatchesBound(DocumentValue value, DocumentValue scope)
    {
        if (Bound is not { } bound)
        {
            return true;
        }

        var other = bound.Field?.First(scope) ?? default;
        if (bound.Comparison is "equals" or "differs" && (value.IsString || other.IsString))
        {
            return (value.AsString("") == other.AsString("")) == (bound.Comparison == "equals");
        }

        var (left, right) = (Number(value), bound.Field is null ? bound.Number : Number(other));
        return bound.Comparison switch
        {
            "below" => left < right,
            "above" => left > right,
            "equals" => left == right,
            _ => left != right,
        };
    }

    /// <summary>Annotations carry numbers as text.</summary>
    private static double Number(DocumentValue value) =>
        value.AsDouble() ?? (double.TryParse(value.AsString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0);
}
