using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Namespaces (pkg/registry/core/namespace): active at first, kept by <c>spec.finalizers</c> until they are empty.</summary>
internal sealed class NamespaceStrategy : KindStrategy
{
    private const string Finalizer = "kubernetes";

    public NamespaceStrategy()
        : base(new GroupVersionKind("", "v1", "Namespace"))
    {
        HasStatus = true;
        ReturnsDeletedObject = true;
        NameRule = NameRules.DnsLabel;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Finalizers(value["spec"u8]["finalizers"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "finalize")
        {
            Finalizers(value["spec"u8]["finalizers"u8], errors);
        }
        else if (context.Subresource == "status")
        {
            var isTerminating = value["metadata"u8]["deletionTimestamp"u8].Exists;
            var phase = value["status"u8]["phase"u8].AsString("");
            if (isTerminating ? phase != "Terminating" : phase != "Active")
            {
                errors.Invalid("status.Phase", phase, isTerminating ? "may only be 'Terminating' if `deletionTimestamp` is not empty" : "may only be 'Active' if `deletionTimestamp` is empty");
            }
        }

        return errors;
    }

    /// <summary>The first delete only begins the end: the namespace goes when its content and its finalizers are gone.</summary>
    public override bool MarkDeleted(DocumentNode value, DateTimeOffset now)
    {
        value.GetOrAddObject("metadata")["deletionTimestamp"] = Timestamps.Format(now);
        value.GetOrAddObject("status")["phase"] = "Terminating";
        return true;
    }

    public override bool IsHeld(DocumentValue value) => value["spec"u8]["finalizers"u8].Count > 0;

    protected override void OnCreate(StrategyContext context, DocumentNode value)
    {
        value["status"] = DocumentNode.Object(("phase", "Active"));
        var finalizers = value.GetOrAddObject("spec").GetOrAddArray("finalizers");
        if (finalizers.Items.All(item => item.AsString() != Finalizer))
        {
            finalizers.Items.Add(Finalizer);
        }
    }

    protected override void OnUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        var finalizers = old["spec"u8]["finalizers"u8];
        value.GetOrAddObject("spec").With("finalizers", finalizers.Exists ? finalizers : null);
    }

    private static void Finalizers(DocumentValue finalizers, FieldErrors errors)
    {
        foreach (var item in finalizers.Items)
        {
            var name = item.AsString("");
            errors.Invalid("spec.finalizers", name, LabelSyntax.ValidateQualifiedName(name));
            if (!name.Contains('/', StringComparison.Ordinal) && name is not (Finalizer or "orphan" or "foregroundDeletion"))
            {
                errors.Invalid("spec.finalizers", name, "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }
}
