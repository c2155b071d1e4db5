using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>Jobs (pkg/registry/batch/job): the selector and the labels of the pods are generated from the uid.</summary>
internal sealed class JobStrategy : KindStrategy
{
    private const string ControllerUid = "batch.kubernetes.io/controller-uid";
    private const string JobName = "batch.kubernetes.io/job-name";
    private static readonly string[] LegacyLabels = ["controller-uid", "job-name"];

    public JobStrategy()
        : base(new GroupVersionKind("batch", "v1", "Job"))
    {
        HasStatus = true;
        HasGeneration = true;
        DefaultPropagation = PropagationPolicy.Orphan;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        GeneratedSelector(value, errors);
        JobValidation.Spec(value["spec"u8], errors);
        HostName(value, errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            foreach (var name in (ReadOnlySpan<string>)["active", "succeeded", "failed"])
            {
                errors.NonNegative(value["status"u8][name], $"status.{name}");
            }

            return errors;
        }

        // Upstream checks the whole job and then, with the changes, its spec once more: both show as causes.
        GeneratedSelector(value, errors);
        JobValidation.Spec(value["spec"u8], errors);
        HostName(value, errors);
        JobValidation.Spec(value["spec"u8], errors);
        Changes(value["spec"u8], old, errors);
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) => JobWarnings.Of(context, value, old, ["spec"]);

    public override IReadOnlyList<string> DeleteWarnings(DocumentValue value, DeleteOptions options) => options.PropagationPolicy is null && options.OrphanDependents is null
        ? ["child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning"]
        : [];

    protected override void OnCreate(StrategyContext context, DocumentNode value)
    {
        var spec = value.GetOrAddObject("spec");
        if (spec["manualSelector"]?.AsBoolean() == true)
        {
            return;
        }

        var metadata = value.GetOrAddObject("metadata");
        var uid = metadata["uid"]?.AsString() ?? "";
        var name = metadata["name"]?.AsString() ?? "";
        var labels = spec.GetOrAddObject("template").GetOrAddObject("metadata").GetOrAddObject("labels");
        labels.SetDefault(ControllerUid, uid);
        labels.SetDefault(JobName, name);
        labels.SetDefault(LegacyLabels[0], uid);
        labels.SetDefault(LegacyLabels[1], name);
        spec.GetOrAddObject("selector").GetOrAddObject("matchLabels").SetDefault(ControllerUid, uid);
    }

    /// <summary>The highest index must still fit the name of a host.</summary>
    private static void HostName(DocumentValue job, FieldErrors errors)
    {
        if (job["spec"u8]["completionMode"u8].StringEquals("Indexed"u8) && job["spec"u8]["completions"u8].AsInt64() is > 0 and { } completions)
        {
            var name = job["metadata"u8]["name"u8].AsString("");
            var host = $"{name}-{completions - 1}";
            if (NameRules.DnsLabel(host, false).Count > 0)
            {
                errors.Invalid("metadata.name", name, $"will not able to create pod with invalid DNS label: {host}");
            }
        }
    }

    private static void GeneratedSelector(DocumentValue job, FieldErrors errors)
    {
        if (job["spec"u8]["manualSelector"u8].AsBoolean() == true || !job["spec"u8]["selector"u8].IsObject)
        {
            return;
        }

        var labels = job["spec"u8]["template"u8]["metadata"u8]["labels"u8];
        var uid = job["metadata"u8]["uid"u8].AsString("");
        var name = job["metadata"u8]["name"u8].AsString("");
        foreach (var (key, expected) in (ReadOnlySpan<(string, string)>)[(LegacyLabels[0], uid), (LegacyLabels[1], name), (ControllerUid, uid), (JobName, name)])
        {
            if (labels[key].AsString("") != expected)
            {
                errors.Invalid("spec.template.metadata.labels", labels, $"must be '{expected}'");
            }
        }

        if (LabelSelectors.TryRead(job["spec"u8]["selector"u8]) is { } selector && !selector.Matches(labels))
        {
            errors.Invalid("spec.selector", job["spec"u8]["selector"u8], "`selector` not auto-generated");
        }
    }

    /// <summary>The template of a suspended job that has not started may still be told where and with what to run.</summary>
    private static void Changes(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        var before = old["spec"u8];
        if (!FieldErrors.Same(spec["completions"u8], before["completions"u8]) && !IsElasticIndexed(spec))
        {
            errors.Immutable(spec["completions"u8], before["completions"u8], "spec.completions");
        }

        errors.Immutable(spec["selector"u8], before["selector"u8], "spec.selector");
        Template(spec, old, errors);
        errors.Immutable(spec["completionMode"u8], before["completionMode"u8], "spec.completionMode");
        errors.Immutable(spec["podFailurePolicy"u8], before["podFailurePolicy"u8], "spec.podFailurePolicy");
        errors.Immutable(spec["backoffLimitPerIndex"u8], before["backoffLimitPerIndex"u8], "spec.backoffLimitPerIndex");
        errors.Immutable(spec["managedBy"u8], before["managedBy"u8], "spec.managedBy");
        errors.Immutable(spec["successPolicy"u8], before["successPolicy"u8], "spec.successPolicy");
    }

    /// <summary>An indexed job may be resized when completions and parallelism stay equal.</summary>
    private static bool IsElasticIndexed(DocumentValue spec) =>
        spec["completionMode"u8].StringEquals("Indexed"u8) && spec["completions"u8].AsInt64() is { } completions && completions == spec["parallelism"u8].AsInt64();

    private static void Template(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        var template = spec["template"u8];
        var before = old["spec"u8]["template"u8];
        if (old["spec"u8]["suspend"u8].AsBoolean() == true && !old["status"u8]["startTime"u8].IsString)
        {
            if (!template["spec"u8].DeepEquals(WithMutableParts(before["spec"u8], template["spec"u8])))
            {
                errors.Invalid("spec.template.spec", InternalTypes.Show("PodSpec", template["spec"u8]).ToValue(), "field is immutable");
            }
        }
        else if (!template.DeepEquals(before))
        {
            errors.Invalid("spec.template", InternalTypes.ShowTemplate(template).ToValue(), "field is immutable");
        }
    }

    /// <summary>A suspended job that has not started may still be told where and with what to run.</summary>
    private static DocumentValue WithMutableParts(DocumentValue before, DocumentValue spec)
    {
        var merged = DocumentNode.From(before).Clone();
        foreach (var name in (ReadOnlySpan<string>)["nodeSelector", "tolerations", "schedulingGates"])
        {
            merged.With(name, Given(spec[name]));
        }

        if (spec["affinity"u8].IsObject || merged["affinity"] is not null)
        {
            var affinity = merged.GetOrAddObject("affinity").With("nodeAffinity", Given(spec["affinity"u8]["nodeAffinity"u8]));
            if (affinity.Count == 0 && !spec["affinity"u8].IsObject)
            {
                merged.Remove("affinity");
            }
        }

        var containers = spec["containers"u8].Items.ToList();
        foreach (var container in merged["containers"] is { IsArray: true } list ? list.Items : [])
        {
            var now = containers.Find(item => item["name"u8].AsString() == container["name"]?.AsString());
            if (now["resources"u8].Exists)
            {
                container["resources"] = now["resources"u8];
            }
        }

        return merged.ToValue();
    }

    private static DocumentNode? Given(DocumentValue value) => value.Exists ? DocumentNode.From(value) : null;
}
