using System.Globalization;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Resources.Workloads;

/// <summary>Reads the fields of <see cref="WorkloadFields"/> from a Workload object, as text, the way the inventory reads them from its rows.</summary>
internal static class WorkloadFieldReaders
{
    /// <summary>One a field of the inventory: the API's selectors and the query endpoint know the same.</summary>
    public static IReadOnlyList<SelectableField> All { get; } = [.. WorkloadFields.All.Select(field => new SelectableField(field.Name, Reader(field)))];

    private static Func<DocumentValue, string> Reader(WorkloadField field)
    {
        var path = field.Name.Split('.');
        return field.Name switch
        {
            "status.resources.requests.cpu" => value => Number(MilliCores(value.At(path))) + "m",
            "status.resources.requests.memory" => value => Number(Bytes(value.At(path))),
            "status.lastChange.time" => value => Number(HumanDuration.Parse(value.At(path))?.ToUnixTimeSeconds() ?? 0),
            "status.health" => value => value.At(path).AsString("Unknown"),
            _ when field.Number is not null => value => Number(value.At(path).AsInt64() ?? 0),
            _ => value => value.At(path).AsString(""),
        };
    }

    private static long MilliCores(DocumentValue quantity) => Quantity.TryParse(quantity, out var cores) ? cores.ToMilli() : 0;

    private static long Bytes(DocumentValue quantity) => Quantity.TryParse(quantity, out var bytes) ? bytes.ToInt64() : 0;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
