using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>PersistentVolumes (pkg/registry/core/persistentvolume).</summary>
internal sealed class PersistentVolumeStrategy : KindStrategy
{
    private static readonly string[] NotSources =
        ["accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName", "volumeMode"];

    public PersistentVolumeStrategy()
        : base(new GroupVersionKind("", "v1", "PersistentVolume"))
    {
        HasStatus = true;
        ReturnsDeletedObject = true;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        context.Subresource.Length > 0 ? [] : StorageWarnings.OfVolume(value);

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        if (spec["accessModes"u8].Count == 0)
        {
            errors.Required("spec.accessModes");
        }

        foreach (var mode in spec["accessModes"u8].Items)
        {
            if (mode.AsString() is var name and not ("ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOnce" or "ReadWriteOncePod"))
            {
                errors.NotSupported("spec.accessModes", name ?? "", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
            }
        }

        if (spec["capacity"u8].Count == 0)
        {
            errors.Required("spec.capacity");
        }

        if (!spec["capacity"u8]["storage"u8].Exists || spec["capacity"u8].Count > 1)
        {
            errors.NotSupported("spec.capacity", spec["capacity"u8].ToString(), "storage");
        }

        errors.OptionalOneOf(spec["persistentVolumeReclaimPolicy"u8], "spec.persistentVolumeReclaimPolicy", "Delete", "Recycle", "Retain");
        if (Sources(spec).Count() != 1)
        {
            errors.Required("spec", "must specify a volume type");
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            return errors;
        }

        errors.AddRange(ValidateCreate(context, value));
        foreach (var source in Sources(value["spec"u8]).Union(Sources(old["spec"u8])))
        {
            if (!FieldErrors.Same(value["spec"u8][source], old["spec"u8][source]))
            {
                errors.Forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
                break;
            }
        }

        errors.Immutable(value["spec"u8]["volumeMode"u8], old["spec"u8]["volumeMode"u8], "volumeMode");
        return errors;
    }

    private static IEnumerable<string> Sources(DocumentValue spec) => spec.Members.ToList().Where(member => member.Value.IsObject).Select(member => member.Name).Except(NotSources);
}
