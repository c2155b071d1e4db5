using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds;

namespace Fleet.Simulator.Tests.Kinds;

public class BuiltInPrintersTests
{
    public static TheoryData<string> Resources() => [.. BuiltInResources.All.Select(definition => definition.ToString())];

    [Theory]
    [MemberData(nameof(Resources))]
    public void WriteCells_of_an_empty_object_gives_one_cell_a_column(string resource)
    {
        var table = BuiltInResources.All.Single(definition => definition.ToString() == resource).Table!;
        using var builder = new DocumentBuilder();
        builder.StartArray();
        table.WriteCells(builder, Document.EmptyObject.Root, DateTimeOffset.UnixEpoch);
        builder.EndArray();
        Assert.Equal(table.Columns.Count, builder.Build().Root.Count);
    }
}
