using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Where a pod may run: affinities, tolerations, spreading, node selectors.</summary>
internal static class SchedulingValidation
{
    private const string WeightRange = "must be in the range 1-100";

    public static void Affinity(DocumentValue affinity, string field, FieldErrors errors)
    {
        var node = affinity["nodeAffinity"u8];
        if (node["requiredDuringSchedulingIgnoredDuringExecution"u8] is { IsObject: true } required)
        {
            NodeSelector(required, $"{field}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution", errors);
        }

        var index = 0;
        foreach (var term in node["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution", index++);
            Weight(term, path, errors);
            NodeSelectorTerm(term["preference"u8], $"{path}.preference", checkValues: false, errors);
        }

        PodAffinity(affinity["podAffinity"u8], $"{field}.podAffinity", errors);
        PodAffinity(affinity["podAntiAffinity"u8], $"{field}.podAntiAffinity", errors);
    }

    public static void NodeSelector(DocumentValue selector, string field, FieldErrors errors)
    {
        var terms = selector["nodeSelectorTerms"u8];
        if (terms.Count == 0)
        {
            errors.Required($"{field}.nodeSelectorTerms", "must have at least one node selector term");
        }

        var index = 0;
        foreach (var term in terms.Items)
        {
            NodeSelectorTerm(term, ContainerValidation.At($"{field}.nodeSelectorTerms", index++), checkValues: true, errors);
        }
    }

    public static void Tolerations(DocumentValue tolerations, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var toleration in tolerations.Items)
        {
            Toleration(toleration, ContainerValidation.At(field, index++), errors);
        }
    }

    public static void SpreadConstraints(DocumentValue constraints, string field, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var constraint in constraints.Items)
        {
            var path = ContainerValidation.At(field, index++);
            if (constraint["maxSkew"u8].AsInt64() is null or <= 0)
            {
                errors.Invalid($"{path}.maxSkew", constraint["maxSkew"u8].AsInt64() ?? 0, "must be greater than zero");
            }

            TopologyKey(constraint["topologyKey"u8].AsString(""), $"{path}.topologyKey", errors);
            var when = constraint["whenUnsatisfiable"u8].AsString("");
            errors.OneOf(when, $"{path}.whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway");
            var pair = $"{{{constraint["topologyKey"u8].AsString("")}, {when}}}";
            if (!seen.Add(pair))
            {
                errors.Duplicate($"{path}.{{topologyKey, whenUnsatisfiable}}", pair);
            }

            if (constraint["minDomains"u8].AsInt64() is { } domains)
            {
                errors.Positive(constraint["minDomains"u8], $"{path}.minDomains");
                if (when != "DoNotSchedule")
                {
                    errors.Invalid($"{path}.minDomains", domains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {when}");
                }
            }

            errors.OptionalOneOf(constraint["nodeAffinityPolicy"u8], $"{path}.nodeAffinityPolicy", "Honor", "Ignore");
            errors.OptionalOneOf(constraint["nodeTaintsPolicy"u8], $"{path}.nodeTaintsPolicy", "Honor", "Ignore");
            LabelSelectors.Selector(constraint["labelSelector"u8], $"{path}.labelSelector", errors);
        }
    }

    public static void TaintEffect(string effect, string field, FieldErrors errors) => errors.OneOf(effect, field, "NoSchedule", "PreferNoSchedule", "NoExecute");

    private static void Toleration(DocumentValue toleration, string path, FieldErrors errors)
    {
        var key = toleration["key"u8].AsString("");
        var operation = toleration["operator"u8].AsString("");
        var value = toleration["value"u8].AsString("");
        var effect = toleration["effect"u8].AsString("");
        if (key.Length > 0)
        {
            errors.Invalid($"{path}.key", key, LabelSyntax.ValidateQualifiedName(key));
        }
        else if (operation != "Exists")
        {
            errors.Invalid($"{path}.operator", operation, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration["tolerationSeconds"u8].IsNumber && effect != "NoExecute")
        {
            errors.Invalid($"{path}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        switch (operation)
        {
            case "Equal" or "":
                if (LabelSyntax.ValidateValue(value) is { Count: > 0 } problems)
                {
                    errors.Invalid($"{path}.operator", value, string.Join(';', problems));
                }

                break;
            case "Exists":
                if (value.Length > 0)
                {
                    errors.Invalid($"{path}.operator", value, "value must be empty when `operator` is 'Exists'");
                }

                break;
            default:
                errors.NotSupported($"{path}.operator", operation, "Equal", "Exists");
                break;
        }

        if (effect.Length > 0)
        {
            TaintEffect(effect, $"{path}.effect", errors);
        }
    }

    private static void PodAffinity(DocumentValue affinity, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var term in affinity["requiredDuringSchedulingIgnoredDuringExecution"u8].Items)
        {
            PodAffinityTerm(term, ContainerValidation.At($"{field}.requiredDuringSchedulingIgnoredDuringExecution", index++), errors);
        }

        index = 0;
        foreach (var term in affinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.preferredDuringSchedulingIgnoredDuringExecution", index++);
            Weight(term, path, errors);
            PodAffinityTerm(term["podAffinityTerm"u8], $"{path}.podAffinityTerm", errors);
        }
    }

    private static void PodAffinityTerm(DocumentValue term, string path, FieldErrors errors)
    {
        LabelSelectors.Selector(term["labelSelector"u8], $"{path}.labelSelector", errors);
        LabelSelectors.Selector(term["namespaceSelector"u8], $"{path}.namespaceSelector", errors);
        foreach (var item in term["namespaces"u8].Items)
        {
            errors.Name(NameRules.DnsLabel, item.AsString(""), $"{path}.namespace");
        }

        TopologyKey(term["topologyKey"u8].AsString(""), $"{path}.topologyKey", errors);
    }

    private static void TopologyKey(string key, string field, FieldErrors errors)
    {
        if (key.Length == 0)
        {
            errors.Required(field, "can not be empty");
        }

        errors.Invalid(field, key, LabelSyntax.ValidateQualifiedName(key));
    }

    private static void Weight(DocumentValue term, string path, FieldErrors errors)
    {
        if (term["weight"u8].AsInt64() is var weight && weight is null or < 1 or > 100)
        {
            errors.Invalid($"{path}.weight", weight ?? 0, WeightRange);
        }
    }

    private static void NodeSelectorTerm(DocumentValue term, string path, bool checkValues, FieldErrors errors)
    {
        var index = 0;
        foreach (var requirement in term["matchExpressions"u8].Items)
        {
            NodeRequirement(requirement, ContainerValidation.At($"{path}.matchExpressions", index++), checkValues, errors);
        }

        index = 0;
        foreach (var requirement in term["matchFields"u8].Items)
        {
            NodeFieldRequirement(requirement, ContainerValidation.At($"{path}.matchFields", index++), errors);
        }
    }

    private static void NodeRequirement(DocumentValue requirement, string path, bool checkValues, FieldErrors errors)
    {
        var values = requirement["values"u8];
        var operation = requirement["operator"u8].AsString("");
        switch (operation)
        {
            case "In" or "NotIn":
                if (values.Count == 0)
                {
                    errors.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                }

                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0)
                {
                    errors.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }

                break;
            case "Gt" or "Lt":
                if (values.Count != 1)
                {
                    errors.Required($"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }

                break;
            default:
                errors.Invalid($"{path}.operator", operation, "not a valid selector operator");
                break;
        }

        var key = requirement["key"u8].AsString("");
        errors.Invalid($"{path}.key", key, LabelSyntax.ValidateQualifiedName(key));
        var index = 0;
        foreach (var value in values.Items)
        {
            var at = ContainerValidation.At($"{path}.values", index++);
            if (checkValues)
            {
                errors.Invalid(at, value.AsString(""), LabelSyntax.ValidateValue(value.AsString("")));
            }
        }
    }

    private static void NodeFieldRequirement(DocumentValue requirement, string path, FieldErrors errors)
    {
        var operation = requirement["operator"u8].AsString("");
        if (operation is not ("In" or "NotIn"))
        {
            errors.Invalid($"{path}.operator", operation, "not a valid selector operator");
        }
        else if (requirement["values"u8].Count != 1)
        {
            errors.Required($"{path}.values", "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }

        if (requirement["key"u8].AsString("") is var key && key != "metadata.name")
        {
            errors.Invalid($"{path}.key", key, "not a valid field selector key");
        }
    }
}
