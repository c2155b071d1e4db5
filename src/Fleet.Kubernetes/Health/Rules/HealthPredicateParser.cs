using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>Reads the <c>when</c> of a check.</summary>
internal static class HealthPredicateParser
{
    private static readonly string[] ConditionFields = ["condition", "is", "reason", "exceptReason", "message", "current", "at"];
    private static readonly string[] FieldFields = ["field", "exists", "is", "contains", "below", "above", "equals", "differs"];
    private static readonly string[] ElementFields = ["some", "every", "none", "where"];

    public static HealthPredicate Parse(DocumentValue value, string path)
    {
        if (value["condition"u8].Exists)
        {
            return ParseCondition(value, path);
        }

        if (value["field"u8].Exists)
        {
            return ParseField(value, path);
        }

        foreach (var form in Enum.GetValues<ElementPredicate.Form>())
        {
            var name = form.ToString().ToLowerInvariant();
            if (value[name].AsString() is { } elements)
            {
                HealthRuleParser.Only(value, ElementFields, path);
                var where = value["where"u8];
                return new ElementPredicate(form, HealthRuleParser.Path(elements, $"{path}.{name}"), where.Exists ? Parse(where, path + ".where") : null);
            }
        }

        foreach (var form in Enum.GetValues<CombinedPredicate.Form>())
        {
            var name = form.ToString().ToLowerInvariant();
            if (value[name] is { Exists: true } parts)
            {
                HealthRuleParser.Only(value, [name], path);
                var list = ParseList(parts, $"{path}.{name}");
                return list.Count == 1 || (list.Count > 1 && form != CombinedPredicate.Form.Not)
                    ? new CombinedPredicate(form, list)
                    : throw new HealthRulesFormatException($"{path}.{name}", $"{list.Count} predicates; {(form == CombinedPredicate.Form.Not ? "one is" : "one or more are")} expected");
            }
        }

        throw new HealthRulesFormatException(path, "one of condition, field, some, every, none, all, any, not is expected");
    }

    private static List<HealthPredicate> ParseList(DocumentValue parts, string path) =>
        parts.IsArray ? [.. parts.Items.ToList().Select((part, index) => Parse(part, $"{path}[{index}]"))] : [Parse(parts, path)];

    private static ConditionPredicate ParseCondition(DocumentValue value, string path)
    {
        HealthRuleParser.Only(value, ConditionFields, path);
        IReadOnlyList<string> statuses = value["is"u8].Exists ? [.. HealthRuleParser.Texts(value["is"u8], path + ".is")] : ["True"];
        return new ConditionPredicate
        {
            Types = HealthRuleParser.Texts(value["condition"u8], path + ".condition"),
            Statuses = statuses is ["*"] ? [] : statuses,
            Reasons = HealthRuleParser.Texts(value["reason"u8], path + ".reason"),
            ExceptReasons = HealthRuleParser.Texts(value["exceptReason"u8], path + ".exceptReason"),
            CurrentOnly = value["current"u8].AsBoolean() == true,
            MessageContains = value["message"u8].AsString(),
            At = HealthRuleParser.Path(value["at"u8].AsString("status.conditions"), path + ".at"),
        };
    }

    private static FieldPredicate ParseField(DocumentValue value, string path)
    {
        HealthRuleParser.Only(value, FieldFields, path);
        (string, JsonPath?, double)? bound = null;
        foreach (var comparison in (ReadOnlySpan<string>)["below", "above", "equals", "differs"])
        {
            if (value[comparison] is { Exists: true } other)
            {
                bound = (comparison, other.AsString() is { } field ? HealthRuleParser.Path(field, $"{path}.{comparison}") : null, other.AsDouble() ?? 0);
            }
        }

        return new FieldPredicate
        {
            Path = HealthRuleParser.Path(value["field"u8].AsString(""), path + ".field"),
            Exists = value["exists"u8].AsBoolean(),
            In = value["is"u8].Exists ? HealthRuleParser.Texts(value["is"u8], path + ".is") : null,
            Contains = HealthRuleParser.Texts(value["contains"u8], path + ".contains"),
            Bound = bound,
        };
    }
}
