using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>Failure and success policies of jobs (pkg/apis/batch/validation).</summary>
internal static class JobPolicies
{
    private const int MaxRules = 20;
    private const int MaxExitCodes = 255;
    private static readonly string[] Actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] Operators = ["In", "NotIn"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    public static void Failure(DocumentValue spec, string field, FieldErrors errors)
    {
        var rules = spec["podFailurePolicy"u8]["rules"u8];
        if (rules.Count > MaxRules)
        {
            errors.Add(FieldError.TooMany($"{field}.rules", rules.Count, MaxRules));
        }

        var template = spec["template"u8]["spec"u8];
        var containers = template["containers"u8].Items.ToList().Concat(template["initContainers"u8].Items.ToList())
            .Select(container => container["name"u8].AsString("")).ToHashSet(StringComparer.Ordinal);
        var index = 0;
        foreach (var rule in rules.Items)
        {
            Rule(rule, ContainerValidation.At($"{field}.rules", index++), spec["backoffLimitPerIndex"u8].IsNumber, containers, errors);
        }
    }

    public static void Success(DocumentValue spec, string field, FieldErrors errors)
    {
        var policy = spec["successPolicy"u8];
        if (!spec["completionMode"u8].StringEquals("Indexed"u8))
        {
            errors.Invalid(field, policy, "requires indexed completion mode");
            return;
        }

        var rules = policy["rules"u8];
        if (rules.Count == 0)
        {
            errors.Required($"{field}.rules", "at least one rules must be specified when the successPolicy is specified");
        }
        else if (rules.Count > MaxRules)
        {
            errors.Add(FieldError.TooMany($"{field}.rules", rules.Count, MaxRules));
        }

        var index = 0;
        foreach (var rule in rules.Items)
        {
            SuccessRule(rule, ContainerValidation.At($"{field}.rules", index++), (int)(spec["completions"u8].AsInt64() ?? 0), errors);
        }
    }

    private static void Rule(DocumentValue rule, string path, bool hasLimitPerIndex, HashSet<string> containers, FieldErrors errors)
    {
        var action = rule["action"u8].AsString("");
        if (action == "FailIndex")
        {
            if (!hasLimitPerIndex)
            {
                errors.Invalid($"{path}.action", action, "requires the backoffLimitPerIndex to be set");
            }
        }
        else
        {
            Choice(action, $"{path}.action", Actions, errors);
        }

        var codes = rule["onExitCodes"u8];
        var conditions = rule["onPodConditions"u8];
        if (codes.IsObject)
        {
            ExitCodes(codes, $"{path}.onExitCodes", containers, errors);
        }

        Conditions(conditions, $"{path}.onPodConditions", errors);
        if (codes.IsObject && conditions.Count > 0)
        {
            errors.Invalid(path, "specifying both OnExitCodes and OnPodConditions is not supported");
        }
        else if (!codes.IsObject && conditions.Count == 0)
        {
            errors.Invalid(path, "specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void Choice(string value, string field, string[] supported, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(field, $"valid values: [{string.Join(' ', supported.Select(GoText.Quote))}]");
        }
        else if (!supported.Contains(value))
        {
            errors.NotSupported(field, value, supported);
        }
    }

    private static void ExitCodes(DocumentValue codes, string path, HashSet<string> containers, FieldErrors errors)
    {
        Choice(codes["operator"u8].AsString(""), $"{path}.operator", Operators, errors);
        if (codes["containerName"u8].AsString() is { } container && !containers.Contains(container))
        {
            errors.Invalid($"{path}.containerName", container, "must be one of the container or initContainer names in the pod template");
        }

        var values = codes["values"u8];
        if (values.Count == 0)
        {
            errors.Invalid($"{path}.values", values, "at least one value is required");
        }
        else if (values.Count > MaxExitCodes)
        {
            errors.Add(FieldError.TooMany($"{path}.values", values.Count, MaxExitCodes));
        }

        var all = values.Items.ToList().ConvertAll(value => value.AsInt64() ?? 0);
        for (var i = 0; i < all.Count; i++)
        {
            var at = ContainerValidation.At($"{path}.values", i);
            if (all[i] == 0 && codes["operator"u8].StringEquals("In"u8))
            {
                errors.Invalid(at, all[i], "must not be 0 for the In operator");
            }

            if (all.IndexOf(all[i]) < i)
            {
                errors.Add(FieldError.Duplicate(at, DocumentNode.Number(all[i]).ToValue()));
            }
        }

        if (!all.SequenceEqual(all.Order()))
        {
            errors.Invalid($"{path}.values", values, "must be ordered");
        }
    }

    private static void Conditions(DocumentValue conditions, string path, FieldErrors errors)
    {
        if (conditions.Count > MaxRules)
        {
            errors.Add(FieldError.TooMany(path, conditions.Count, MaxRules));
        }

        var index = 0;
        foreach (var pattern in conditions.Items)
        {
            var at = ContainerValidation.At(path, index++);
            var type = pattern["type"u8].AsString("");
            errors.Invalid($"{at}.type", type, LabelSyntax.ValidateQualifiedName(type));
            Choice(pattern["status"u8].AsString(""), $"{at}.status", Statuses, errors);
        }
    }

    private static void SuccessRule(DocumentValue rule, string path, int completions, FieldErrors errors)
    {
        var count = rule["succeededCount"u8].AsInt64();
        var indexes = rule["succeededIndexes"u8].AsString();
        if (count is null && indexes is null)
        {
            errors.Required(path, "at least one of succeededCount or succeededIndexes must be specified");
        }

        var total = 0;
        if (indexes is not null && JobIndexes.FindProblem(indexes, completions, out total) is { } problem)
        {
            errors.Invalid($"{path}.succeededIndexes", indexes, $"error parsing succeededIndexes: {problem}");
        }

        if (count is not { } wanted)
        {
            return;
        }

        errors.NonNegative(rule["succeededCount"u8], $"{path}.succeededCount");
        if (wanted > completions)
        {
            errors.Invalid($"{path}.succeededCount", wanted, $"must be less than or equal to {completions} (the number of specified completions)");
        }

        if (indexes is not null && wanted > total)
        {
            errors.Invalid($"{path}.succeededCount", wanted, $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
        }
    }
}
