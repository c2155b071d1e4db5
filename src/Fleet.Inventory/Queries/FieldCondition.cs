using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Inventory.Queries;

/// <summary>One term of a field selector, resolved to a field of workloads. Numbers are compared by value: <c>cpu=0.5</c> is <c>500m</c>.</summary>
internal sealed class FieldCondition
{
    private readonly WorkloadField _field;
    private readonly long _number;
    private readonly bool _negated;

    /// <exception cref="WorkloadQueryException">There is no such field, or it cannot have that value.</exception>
    public FieldCondition(FieldRequirement requirement)
    {
        _field = WorkloadFields.Find(requirement.Field) ?? throw new WorkloadQueryException(
            "fieldSelector", requirement.Field, $"workloads have no such field; accepted are {string.Join(", ", WorkloadFields.All.Select(field => field.Name))}");
        Text = requirement.Value;
        _negated = requirement.Negated;
        if (_field.Parse is { } parse)
        {
            _number = parse(Text) ?? throw new WorkloadQueryException("fieldSelector", requirement.ToString(), $"{_field.Name} is {_field.Accepts}");
        }
    }

    public string Name => _field.Name;

    public string Text { get; }

    /// <summary>Only rows whose field is <see cref="Text"/> match.</summary>
    public bool IsExact => !_negated;

    public bool Matches(Workload row)
    {
        var equal = _field.Parse is null ? _field.Text(row) == Text : _field.Number!(row) == _number;
        return equal != _negated;
    }
}
