using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Storage;

/// <summary>StorageClasses (pkg/registry/storage/storageclass): parameters, provisioner and policies stay as they were created.</summary>
internal sealed class StorageClassStrategy : KindStrategy
{
    private const string Immutable = "updates to {0} are forbidden.";

    public StorageClassStrategy()
        : base(new GroupVersionKind("storage.k8s.io", "v1", "StorageClass")) => ReturnsDeletedObject = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var provisioner = value["provisioner"u8].AsString("");
        if (provisioner.Length == 0)
        {
            errors.Required("provisioner", provisioner);
        }
        else
        {
            errors.Invalid("provisioner", provisioner, LabelSyntax.ValidateQualifiedName(provisioner.ToLowerInvariant()));
        }

        errors.OptionalOneOf(value["reclaimPolicy"u8], "reclaimPolicy", "Delete", "Retain");
        errors.OptionalOneOf(value["volumeBindingMode"u8], "volumeBindingMode", "Immediate", "WaitForFirstConsumer");
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        foreach (var field in (ReadOnlySpan<string>)["parameters", "provisioner", "reclaimPolicy"])
        {
            if (!FieldErrors.Same(value[field], old[field]))
            {
                errors.Forbidden(field, string.Format(System.Globalization.CultureInfo.InvariantCulture, Immutable, field));
            }
        }

        errors.Immutable(value["volumeBindingMode"u8], old["volumeBindingMode"u8], "volumeBindingMode");
        return errors;
    }
}
