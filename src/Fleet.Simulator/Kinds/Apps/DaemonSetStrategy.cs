using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Apps;

/// <summary>DaemonSets (pkg/registry/apps/daemonset). The generation of the template lives on in an annotation.</summary>
internal sealed class DaemonSetStrategy : KindStrategy
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private static readonly string[] Counts =
        ["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable"];

    public DaemonSetStrategy()
        : base(new GroupVersionKind("apps", "v1", "DaemonSet"))
    {
        HasStatus = true;
        HasGeneration = true;
    }

    /// <summary>The annotation is part of the kind: an object without it counts as generation 0.</summary>
    public override void Default(DocumentNode value)
    {
        base.Default(value);
        value.GetOrAddObject("metadata").GetOrAddObject("annotations").SetDefault(TemplateGeneration, "0");
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
            WorkloadValidation.StatusCounts(value["status"u8], Counts, [], errors);
            return errors;
        }

        errors.Immutable(value["spec"u8]["selector"u8], old["spec"u8]["selector"u8], "spec.selector");
        Validate(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        PodWarnings.OfTemplate(context, value, old, ["spec", "template"]);

    protected override void OnCreate(StrategyContext context, DocumentNode value) => SetTemplateGeneration(value, 1);

    protected override void OnUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        var generation = long.TryParse(old["metadata"u8]["annotations"u8][TemplateGeneration].AsString(""), NumberStyles.None, CultureInfo.InvariantCulture, out var stored) ? stored : 0;
        var template = value["spec"]?["template"]?.ToValue() ?? default;
        SetTemplateGeneration(value, template.DeepEquals(old["spec"u8]["template"u8]) ? generation : generation + 1);
    }

    private static void SetTemplateGeneration(DocumentNode value, long generation) =>
        value.GetOrAddObject("metadata").GetOrAddObject("annotations")[TemplateGeneration] = generation.ToString(CultureInfo.InvariantCulture);

    private static void Validate(DocumentValue spec, FieldErrors errors)
    {
        var given = spec["selector"u8];
        if (!given.IsObject)
        {
            errors.Required("spec.selector");
        }
        else
        {
            LabelSelectors.Selector(given, "spec.selector", errors);
        }

        if (LabelSelectors.TryRead(given) is { } selector && !selector.Matches(spec["template"u8]["metadata"u8]["labels"u8]))
        {
            errors.Invalid("spec.template.metadata.labels", spec["template"u8]["metadata"u8]["labels"u8], PodTemplateValidation.SelectorMismatch);
        }

        if (given.IsObject && LabelSelectors.IsEmpty(given))
        {
            errors.Invalid("spec.selector", given, "empty selector is invalid for daemonset");
        }

        PodTemplateValidation.Validate(spec["template"u8], "spec.template", errors);
        PodTemplateValidation.RunsForever(spec["template"u8], "spec.template", "DaemonSet", errors);
        errors.NonNegative(spec["minReadySeconds"u8], "spec.minReadySeconds");
        ValidateStrategy(spec["updateStrategy"u8], errors);
        errors.NonNegative(spec["revisionHistoryLimit"u8], "spec.revisionHistoryLimit");
    }

    private static void ValidateStrategy(DocumentValue strategy, FieldErrors errors)
    {
        const string Field = "spec.updateStrategy.rollingUpdate";
        var type = strategy["type"u8].AsString("");
        if (type == "OnDelete")
        {
            return;
        }

        if (type != "RollingUpdate")
        {
            errors.NotSupported("spec.updateStrategy.type", type, "RollingUpdate", "OnDelete");
            return;
        }

        var rolling = strategy["rollingUpdate"u8];
        if (!rolling.IsObject)
        {
            errors.Required(Field);
            return;
        }

        Ports.PositiveIntOrPercent(rolling["maxUnavailable"u8], $"{Field}.maxUnavailable", errors);
        Ports.PositiveIntOrPercent(rolling["maxSurge"u8], $"{Field}.maxSurge", errors);
        Ports.NotMoreThanAll(rolling["maxUnavailable"u8], $"{Field}.maxUnavailable", errors);
        Ports.NotMoreThanAll(rolling["maxSurge"u8], $"{Field}.maxSurge", errors);
        var hasSurge = Ports.AmountOf(rolling["maxSurge"u8]) != 0;
        var hasUnavailable = Ports.AmountOf(rolling["maxUnavailable"u8]) != 0;
        if (hasSurge && hasUnavailable)
        {
            errors.Invalid($"{Field}.maxSurge", rolling["maxSurge"u8], "may not be set when maxUnavailable is non-zero");
        }
        else if (!hasSurge && !hasUnavailable)
        {
            errors.Required($"{Field}.maxUnavailable", "cannot be 0 when maxSurge is 0");
        }
    }
}
