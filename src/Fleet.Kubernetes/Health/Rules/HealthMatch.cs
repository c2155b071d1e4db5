using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>What made a predicate true: message templates speak of it.</summary>
internal struct HealthMatch
{
    /// <summary>The object's generation.</summary>
    public long? Generation;

    /// <summary>The condition that was found.</summary>
    public StatusCondition Condition;

    /// <summary>The list element that was found.</summary>
    public DocumentValue Item;

    /// <summary>The field's value.</summary>
    public DocumentValue Value;
}
