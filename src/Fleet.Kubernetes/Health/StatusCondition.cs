using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health;

/// <summary>One of an object's <c>status.conditions</c>, or none of them (<see cref="Exists"/>).</summary>
internal readonly struct StatusCondition(DocumentValue value)
{
    private readonly DocumentValue _value = value;

    public bool Exists => _value.Exists;

    /// <summary>A boolean, which is not how conditions are to be written, counts as what it says.</summary>
    public bool IsTrue => _value["status"u8] is { IsString: true } status ? status.StringEquals("True"u8) : _value["status"u8].AsBoolean() == true;

    public bool IsFalse => _value["status"u8] is { IsString: true } status ? status.StringEquals("False"u8) : _value["status"u8].AsBoolean() == false;

    public string Type => _value["type"u8].AsString("");

    public string Status => _value["status"u8].AsString(IsTrue ? "True" : IsFalse ? "False" : "");

    public string Reason => _value["reason"u8].AsString("");

    public string Message => _value["message"u8].AsString("");

    public DocumentValue Value => _value;

    /// <summary>It speaks of an older spec than the object's generation.</summary>
    public bool IsStale(long? generation) => generation is { } current && _value["observedGeneration"u8].AsInt64() is { } observed && observed < current;

    public static StatusCondition Find(DocumentValue resource, ReadOnlySpan<byte> type)
    {
        foreach (var condition in resource["status"u8]["conditions"u8].Items)
        {
            if (condition["type"u8].StringEquals(type))
            {
                return new(condition);
            }
        }

        return default;
    }

    public HealthAssessment As(HealthStatus status) => new(status, Reason.Length > 0 ? Reason : Type, Message);
}
