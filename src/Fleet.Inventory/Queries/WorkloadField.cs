using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>A field of a workload.</summary>
/// <param name="Name">Its path in the API's object.</param>
/// <param name="Text">Its value as selectors and facets see it.</param>
/// <param name="Number">Its value where it is sorted as a number; null where it is sorted as text.</param>
public sealed record WorkloadField(string Name, Func<Workload, string> Text, Func<Workload, long>? Number = null)
{
    /// <summary>Reads a selector's value as <see cref="Number"/> gives it, null when it is none; for fields with a number.</summary>
    public Func<string, long?>? Parse { get; init; }

    /// <summary>What <see cref="Parse"/> accepts, in words.</summary>
    public string Accepts { get; init; } = "any text";
}
