using System.Globalization;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Resources.Workloads;

/// <summary>
/// Reads the fields of <see cref="WorkloadFields"/> from a Workload object the way the inventory reads them from its rows, so that a watch matches what a list
/// does. What is compared as a number reads as that number.
/// </summary>
internal static class WorkloadFieldReaders
{
    /// <summary>One a field of the inventory: the API's selectors and the query endpoint know the same.</summary>
    public static IReadOnlyList<SelectableField> All { get; } = [.. WorkloadFields.All.Select(field => new SelectableField(field.Name, Reader(field))
    {
        Canonical = field.Parse is { } parse ? text => parse(text) is { } number ? Text(number) : null : null,
        Accepts = field.Accepts,
    })];

    private static Func<DocumentValue, string> Reader(WorkloadField field)
    {
        var path = field.Name.Split('.');
        return field.Name switch
        {
            "status.resources.requests.cpu" => value => Text(Quantity.TryParse(value.At(path), out var cores) ? cores.ToMilli() : 0),
            "status.resources.requests.memory" => value => Text(Quantity.TryParse(value.At(path), out var bytes) ? bytes.ToInt64() : 0),
            "status.lastChange.time" or "status.health" => value => Text(field.Parse!(value.At(path).AsString("")) ?? 0),
            _ when field.Parse is not null => value => Text(Math.Clamp(value.At(path).AsInt64() ?? 0, int.MinValue, int.MaxValue)),
            _ => value => value.At(path).AsString(""),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
