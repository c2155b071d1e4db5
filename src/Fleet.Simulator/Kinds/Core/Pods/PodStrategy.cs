using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Pods (pkg/registry/core/pod).</summary>
internal sealed class PodStrategy : KindStrategy
{
    public PodStrategy()
        : base(new GroupVersionKind("", "v1", "Pod"))
    {
        HasStatus = true;
        HasGeneration = true;
        ReturnsDeletedObject = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        PodValidation.Spec(value, errors);
        var spec = value["spec"u8];
        if (spec["ephemeralContainers"u8].Count > 0)
        {
            errors.Forbidden("spec.ephemeralContainers", "cannot be set on create");
        }

        if (spec["nodeName"u8].AsString("").Length > 0 && spec["schedulingGates"u8].Count > 0)
        {
            errors.Forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared");
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        switch (context.Subresource)
        {
            case "status":
                PodValidation.StatusUpdate(value, old, errors);
                break;
            case "ephemeralcontainers":
                PodValidation.Spec(value, errors);
                PodUpdateValidation.EphemeralContainers(value["spec"u8], old["spec"u8], errors);
                break;
            case "resize":
                PodValidation.Spec(value, errors);
                PodUpdateValidation.Resize(value, old, errors);
                break;
            default:
                PodValidation.Spec(value, errors);
                PodUpdateValidation.Validate(value["spec"u8], old["spec"u8], errors);
                break;
        }

        return errors;
    }

    /// <summary>New pods only: people seldom change pods, controllers often.</summary>
    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) => old.Exists ? [] : PodWarnings.OfPod(value);

    public override IReadOnlyList<IReadOnlyList<string>> ResetFields(string subresource) => subresource switch
    {
        "status" => [["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]],

        // Upstream's endpoint does not say: what a client leaves out of its pod there, its managers lose.
        "ephemeralcontainers" => [],
        _ => base.ResetFields(subresource),
    };

    /// <summary>A pod that is on no node, or done, has nothing to shut down.</summary>
    public override long? GracePeriod(DocumentValue value, DeleteOptions options)
    {
        var period = options.GracePeriodSeconds ?? value["spec"u8]["terminationGracePeriodSeconds"u8].AsInt64() ?? 0;
        if (value["spec"u8]["nodeName"u8].AsString("").Length == 0 || value["status"u8]["phase"u8].AsString() is "Failed" or "Succeeded")
        {
            period = 0;
        }

        return period < 0 ? 1 : period;
    }

    protected override void OnCreate(StrategyContext context, DocumentNode value)
    {
        var status = DocumentNode.Object(("phase", "Pending"));
        if (value["spec"]?["schedulingGates"] is { Count: > 0 })
        {
            status["conditions"] = DocumentNode.Array(DocumentNode.Object(
                ("type", "PodScheduled"),
                ("status", "False"),
                ("lastProbeTime", DocumentNode.Null()),
                ("lastTransitionTime", DocumentNode.Null()),
                ("reason", "SchedulingGated"),
                ("message", "Scheduling is blocked due to non-empty scheduling gates")));
        }

        status["qosClass"] = PodQos.Of(value["spec"]?.ToValue() ?? default);
        value["status"] = status;
    }

    protected override void OnSubresourceUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        var updated = value["spec"]?.ToValue() ?? default;
        switch (context.Subresource)
        {
            case "ephemeralcontainers":
                var containers = updated["ephemeralContainers"u8];
                value["spec"] = DocumentNode.From(old["spec"u8]).With("ephemeralContainers", containers.Exists ? containers : null);
                KeepRest(value, old);
                break;
            case "resize":
                value["spec"] = WithResources(old["spec"u8], updated);
                KeepRest(value, old);
                break;
            case "status":
                value["metadata"]?.With("ownerReferences", old["metadata"u8]["ownerReferences"u8].Exists ? old["metadata"u8]["ownerReferences"u8] : null);
                break;
        }
    }

    /// <summary>Everything outside of spec is as stored, but for what identifies the write.</summary>
    private static void KeepRest(DocumentNode value, DocumentValue old)
    {
        var metadata = DocumentNode.From(old["metadata"u8]);
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "resourceVersion", "uid", "managedFields"])
        {
            metadata.With(name, value["metadata"]?[name]);
        }

        value["metadata"] = metadata;
        value["status"] = old["status"u8];
    }

    /// <summary>The stored spec, but for what a resize may change.</summary>
    private static DocumentNode WithResources(DocumentValue old, DocumentValue updated)
    {
        var spec = DocumentNode.From(old);
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            var index = 0;
            foreach (var container in updated[list].Items)
            {
                if (spec[list] is { IsArray: true } stored && index < stored.Count)
                {
                    stored.Items[index].With("resources", container["resources"u8].Exists ? container["resources"u8] : null);
                    stored.Items[index].With("resizePolicy", container["resizePolicy"u8].Exists ? container["resizePolicy"u8] : null);
                }

                index++;
            }
        }

        return spec;
    }
}
