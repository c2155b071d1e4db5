using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>Lowest and highest values, lengths and counts a schema accepts; null where it sets none.</summary>
internal readonly record struct ValueBounds
{
    public ValueBounds(DocumentValue source)
    {
        Minimum = source["minimum"u8].AsDouble();
        Maximum = source["maximum"u8].AsDouble();
        IsMinimumExclusive = source["exclusiveMinimum"u8].AsBoolean() == true;
        IsMaximumExclusive = source["exclusiveMaximum"u8].AsBoolean() == true;
        MultipleOf = source["multipleOf"u8].AsDouble();
        MinLength = source["minLength"u8].AsInt64();
        MaxLength = source["maxLength"u8].AsInt64();
        MinItems = source["minItems"u8].AsInt64();
        MaxItems = source["maxItems"u8].AsInt64();
        MinProperties = source["minProperties"u8].AsInt64();
        MaxProperties = source["maxProperties"u8].AsInt64();
    }

    public double? Minimum { get; }

    public double? Maximum { get; }

    public bool IsMinimumExclusive { get; }

    public bool IsMaximumExclusive { get; }

    public double? MultipleOf { get; }

    public long? MinLength { get; }

    public long? MaxLength { get; }

    public long? MinItems { get; }

    public long? MaxItems { get; }

    public long? MinProperties { get; }

    public long? MaxProperties { get; }
}
