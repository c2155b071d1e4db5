using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>PersistentVolumeClaims (pkg/registry/core/persistentvolumeclaim).</summary>
internal sealed class PersistentVolumeClaimStrategy : KindStrategy
{
    private const string Immutable = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public PersistentVolumeClaimStrategy()
        : base(new GroupVersionKind("", "v1", "PersistentVolumeClaim"))
    {
        HasStatus = true;
        ReturnsDeletedObject = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Spec(value["spec"u8], "spec", errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource == "status")
        {
            return errors;
        }

        Spec(value["spec"u8], "spec", errors);
        Changes(value, old, errors);
        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        context.Subresource.Length > 0 ? [] : StorageWarnings.OfClaim(value);

    public static void Spec(DocumentValue spec, string field, FieldErrors errors)
    {
        var modes = spec["accessModes"u8];
        if (modes.Count == 0)
        {
            errors.Required($"{field}.accessModes", "at least 1 access mode is required");
        }

        LabelSelectors.Selector(spec["selector"u8], $"{field}.selector", errors);
        foreach (var mode in modes.Items)
        {
            if (mode.AsString("") is var name && !AccessModes.Contains(name))
            {
                errors.NotSupported($"{field}.accessModes", name, AccessModes);
            }

            if (name == "ReadWriteOncePod" && modes.Count > 1)
            {
                errors.Forbidden($"{field}.accessModes", "may not use ReadWriteOncePod with other access modes");
            }
        }

        var storage = spec["resources"u8]["requests"u8]["storage"u8];
        if (!Quantity.TryParse(storage, out var size))
        {
            errors.Required($"{field}.resources[storage]");
        }
        else if (size.Sign <= 0)
        {
            errors.Invalid($"{field}.resources[storage]", storage, "must be greater than zero");
        }

        if (spec["storageClassName"u8].AsString("") is { Length: > 0 } storageClass)
        {
            errors.Name(NameRules.DnsSubdomain, storageClass, $"{field}.storageClassName");
        }

        errors.OptionalOneOf(spec["volumeMode"u8], $"{field}.volumeMode", "Block", "Filesystem");
    }

    /// <summary>The binder fills in the volume and the class once; a bound claim may grow.</summary>
    private static void Changes(DocumentValue value, DocumentValue old, FieldErrors errors)
    {
        var before = DocumentNode.From(old["spec"u8]).Clone();
        var after = DocumentNode.From(value["spec"u8]).Clone();
        if (old["spec"u8]["volumeName"u8].AsString("").Length == 0)
        {
            before.With("volumeName", after["volumeName"]?.Clone());
        }

        if (old["spec"u8]["storageClassName"u8].IsNullOrUndefined)
        {
            before.With("storageClassName", after["storageClassName"]?.Clone());
        }

        if (value["status"u8]["phase"u8].StringEquals("Bound"u8))
        {
            after["resources"]?["requests"]?.With("storage", old["spec"u8]["resources"u8]["requests"u8]["storage"u8]);
            after.With("volumeAttributesClassName", before["volumeAttributesClassName"]?.Clone());
        }

        if (!after.DeepEquals(before))
        {
            errors.Forbidden("spec", $"{Immutable}\n{SpecDifference.Of(Show(before), Show(after))}");
        }

        if (Quantity.TryParse(value["spec"u8]["resources"u8]["requests"u8]["storage"u8], out var size)
            && Quantity.TryParse(old["spec"u8]["resources"u8]["requests"u8]["storage"u8], out var oldSize)
            && size < oldSize)
        {
            var hasCapacity = Quantity.TryParse(old["status"u8]["capacity"u8]["storage"u8], out var capacity);
            if (!hasCapacity || size <= capacity)
            {
                errors.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
            }
        }

        errors.Immutable(value["spec"u8]["volumeMode"u8], old["spec"u8]["volumeMode"u8], "volumeMode");
    }

    private static DocumentNode Show(DocumentNode spec) => InternalTypes.Show("PersistentVolumeClaimSpec", spec.ToValue());
}
