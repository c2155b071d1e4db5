using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tables;

/// <summary>Turns objects of one kind into table rows, as <c>kubectl get</c> shows them.</summary>
public interface ITableConverter
{
    IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>
    /// Writes one value a column (string, number, boolean or null) into the array that is open in <paramref name="cells"/>. Ages are counted up
    /// to <paramref name="now"/>. Must not throw on malformed objects: what cannot be read is shown as unknown.
    /// </summary>
    void WriteCells(DocumentBuilder cells, DocumentValue value, DateTimeOffset now);

    /// <summary>What marks the row of an object; mostly nothing.</summary>
    IReadOnlyList<TableRowCondition> Conditions(DocumentValue value) => [];
}
