using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Tables;

/// <summary>A column and how its cell is read.</summary>
/// <param name="Definition">What clients are told of it.</param>
/// <param name="Write">Writes the cell of an object at a time.</param>
internal sealed record Column(TableColumn Definition, Action<DocumentBuilder, DocumentValue, DateTimeOffset> Write)
{
    private const string None = "<none>";

    public static Column Text(string name, string description, Func<DocumentValue, string> read, bool isWide = false) =>
        new(Define(name, "string", description, isWide), (cells, value, _) => cells.String(read(value) is { Length: > 0 } text ? text : None));

    public static Column Number(string name, string description, Func<DocumentValue, DocumentValue> read) =>
        new(Define(name, "integer", description, isWide: false), (cells, value, _) => cells.Number(read(value).AsInt64() ?? 0));

    public static Column Age(string name, string description, Func<DocumentValue, DocumentValue> read, bool isWide = false) =>
        new(Define(name, "string", description, isWide), (cells, value, now) => cells.String(HumanDuration.Since(read(value), now)));

    /// <summary>The texts of a list, with commas.</summary>
    public static Column List(string name, string description, Func<DocumentValue, IEnumerable<string>> read, bool isWide = false) =>
        Text(name, description, value => string.Join(',', read(value)), isWide);

    private static TableColumn Define(string name, string type, string description, bool isWide) => new(name, type, "", description, isWide ? 1 : 0);
}
