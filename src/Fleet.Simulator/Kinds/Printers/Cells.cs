using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>Writes the cells of one row, in order.</summary>
internal readonly struct Cells(DocumentBuilder output, DateTimeOffset now)
{
    public const string None = "<none>";
    public const string Unset = "<unset>";

    public DateTimeOffset Now => now;

    public Cells Text(string text)
    {
        output.String(text);
        return this;
    }

    /// <summary>The text of a field, or <paramref name="fallback"/> when it is absent or empty.</summary>
    public Cells Text(DocumentValue value, string fallback = "") => Text(value.AsString() is { Length: > 0 } text ? text : fallback);

    public Cells Name(DocumentValue value) => Text(value["metadata"u8]["name"u8]);

    public Cells Number(long number)
    {
        output.Number(number);
        return this;
    }

    /// <summary>The number of a field, 0 when it is absent.</summary>
    public Cells Number(DocumentValue value) => Number(value.AsInt64() ?? 0);

    public Cells Boolean(bool value)
    {
        output.Boolean(value);
        return this;
    }

    /// <summary>The time since a timestamp.</summary>
    public Cells Since(DocumentValue timestamp) => Text(HumanDuration.Since(timestamp, now));

    /// <summary>The object's age.</summary>
    public Cells Age(DocumentValue value) => Since(value["metadata"u8]["creationTimestamp"u8]);

    /// <summary>Names and images of a pod template's containers: two cells.</summary>
    public Cells Containers(DocumentValue podSpec)
    {
        var containers = podSpec["containers"u8].Items.ToList();
        return Text(string.Join(',', containers.Select(container => container["name"u8].AsString(""))))
            .Text(string.Join(',', containers.Select(container => container["image"u8].AsString(""))));
    }
}
