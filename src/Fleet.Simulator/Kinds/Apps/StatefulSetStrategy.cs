using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Apps;

/// <summary>StatefulSets (pkg/registry/apps/statefulset).</summary>
internal sealed class StatefulSetStrategy : KindStrategy
{
    private const string Updatable =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private static readonly string[] Mutable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public StatefulSetStrategy()
        : base(new GroupVersionKind("apps", "v1", "StatefulSet"))
    {
        HasStatus = true;
        HasGeneration = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Validate(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            WorkloadValidation.StatusCounts(value["status"u8], ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration", "collisionCount"], ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"], errors);
            return errors;
        }

        Validate(value["spec"u8], errors);
        if (ChangesOtherFields(value["spec"u8], old["spec"u8]))
        {
            errors.Forbidden("spec", Updatable);
        }

        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var warnings = new List<string>(PodWarnings.OfTemplate(context, value, old, ["spec", "template"]));
        var index = 0;
        foreach (var claim in value["spec"u8]["volumeClaimTemplates"u8].Items)
        {
            StorageWarnings.OfClaimSpec(claim["spec"u8], $"{ContainerValidation.At("spec.volumeClaimTemplates", index++)}.spec", warnings);
        }

        if (value["spec"u8]["revisionHistoryLimit"u8].AsInt64() is < 0)
        {
            warnings.Add("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
        }

        return warnings;
    }

    private static bool ChangesOtherFields(DocumentValue spec, DocumentValue old)
    {
        foreach (var (name, value) in spec.Members)
        {
            if (!Mutable.Contains(name) && !FieldErrors.Same(value, old[name]))
            {
                return true;
            }
        }

        foreach (var (name, value) in old.Members)
        {
            if (!Mutable.Contains(name) && !FieldErrors.Same(spec[name], value))
            {
                return true;
            }
        }

        return false;
    }

    private static void Validate(DocumentValue spec, FieldErrors errors)
    {
        errors.OneOfInvalid(spec["podManagementPolicy"u8].AsString(""), "spec.podManagementPolicy", "OrderedReady", "Parallel");
        ValidateStrategy(spec["updateStrategy"u8], errors);
        ValidateRetention(spec["persistentVolumeClaimRetentionPolicy"u8], errors);
        errors.NonNegative(spec["replicas"u8], "spec.replicas");
        errors.NonNegative(spec["minReadySeconds"u8], "spec.minReadySeconds");
        errors.NonNegative(spec["ordinals"u8]["start"u8], "spec.ordinals.start");
        var given = spec["selector"u8];
        if (!given.IsObject)
        {
            errors.Required("spec.selector");
        }
        else
        {
            LabelSelectors.Selector(given, "spec.selector", errors);
            if (LabelSelectors.IsEmpty(given))
            {
                errors.Invalid("spec.selector", given, "empty selector is invalid for statefulset");
            }
        }

        var selector = given.IsObject ? LabelSelectors.TryRead(given) : LabelSelector.Nothing;
        if (selector is null)
        {
            errors.Invalid("spec.selector", given, "");
        }
        else
        {
            PodTemplateValidation.MatchesSelector(selector, spec["template"u8], "spec.template", errors);
            PodTemplateValidation.Validate(TemplateWithClaims(spec), "spec.template", errors);
        }

        PodTemplateValidation.RunsForever(spec["template"u8], "spec.template", "StatefulSet", errors);
        if (spec["serviceName"u8].AsString("") is { Length: > 0 } service)
        {
            errors.Name(NameRules.DnsSubdomain, service, "spec.serviceName");
        }
    }

    /// <summary>Claims of the set are volumes to the containers that mount them.</summary>
    private static DocumentValue TemplateWithClaims(DocumentValue spec)
    {
        var claims = spec["volumeClaimTemplates"u8];
        if (claims.Count == 0)
        {
            return spec["template"u8];
        }

        var template = DocumentNode.From(spec["template"u8]);
        var volumes = template.GetOrAddObject("spec").GetOrAddArray("volumes");
        var given = volumes.Items.Select(volume => volume["name"]?.AsString()).ToHashSet(StringComparer.Ordinal);
        foreach (var claim in claims.Items)
        {
            if (claim["metadata"u8]["name"u8].AsString() is { Length: > 0 } name && given.Add(name))
            {
                volumes.Items.Add(DocumentNode.Object(("name", name), ("persistentVolumeClaim", DocumentNode.Object(("claimName", name)))));
            }
        }

        return template.ToValue();
    }

    private static void ValidateStrategy(DocumentValue strategy, FieldErrors errors)
    {
        var rolling = strategy["rollingUpdate"u8];
        switch (strategy["type"u8].AsString(""))
        {
            case "":
                errors.Required("spec.updateStrategy");
                break;
            case "OnDelete":
                if (rolling.IsObject)
                {
                    errors.Invalid("spec.updateStrategy.rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'");
                }

                break;
            case "RollingUpdate":
                errors.NonNegative(rolling["partition"u8], "spec.updateStrategy.rollingUpdate.partition");
                if (!rolling["maxUnavailable"u8].IsNullOrUndefined)
                {
                    Ports.PositiveIntOrPercent(rolling["maxUnavailable"u8], "spec.updateStrategy.rollingUpdate.maxUnavailable", errors);
                    if (Ports.AmountOf(rolling["maxUnavailable"u8]) == 0)
                    {
                        errors.Invalid("spec.updateStrategy.rollingUpdate.maxUnavailable", rolling["maxUnavailable"u8], "cannot be 0");
                    }

                    Ports.NotMoreThanAll(rolling["maxUnavailable"u8], "spec.updateStrategy.rollingUpdate.maxUnavailable", errors);
                }

                break;
            default:
                errors.Invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    private static void ValidateRetention(DocumentValue policy, FieldErrors errors)
    {
        foreach (var name in (ReadOnlySpan<string>)["whenDeleted", "whenScaled"])
        {
            if (policy[name].AsString() is { } value and not ("Retain" or "Delete"))
            {
                errors.NotSupported($"spec.persistentVolumeClaimRetentionPolicy.{name}", value, "Retain", "Delete");
            }
        }
    }
}
