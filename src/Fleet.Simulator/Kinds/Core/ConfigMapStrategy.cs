using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>ConfigMaps (pkg/registry/core/configmap).</summary>
internal sealed class ConfigMapStrategy : KindStrategy
{
    private const int MaxBytes = 1024 * 1024;

    public ConfigMapStrategy()
        : base(new GroupVersionKind("", "v1", "ConfigMap"))
    {
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Validate(value, errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        ImmutableData.Validate(value, old, ["data", "binaryData"], errors);
        Validate(value, errors);
        return errors;
    }

    private static void Validate(DocumentValue value, FieldErrors errors)
    {
        long size = 0;
        foreach (var (key, text) in value["data"u8].Members)
        {
            errors.Invalid($"data[{key}]", key, Names.ConfigMapKey(key));
            if (value["binaryData"u8][key].Exists)
            {
                errors.Invalid($"data[{key}]", key, "duplicate of key present in binaryData");
            }

            size += Encoding.UTF8.GetByteCount(text.AsString(""));
        }

        foreach (var (key, bytes) in value["binaryData"u8].Members)
        {
            errors.Invalid($"binaryData[{key}]", key, Names.ConfigMapKey(key));
            size += ImmutableData.DecodedLength(bytes);
        }

        if (size > MaxBytes)
        {
            errors.Add(FieldError.TooLong("", MaxBytes));
        }
    }
}
