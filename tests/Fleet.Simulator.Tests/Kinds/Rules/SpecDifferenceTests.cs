using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Internals;

namespace Fleet.Simulator.Tests.Kinds.Rules;

public sealed class SpecDifferenceTests
{
    [Fact]
    public void Equal_values_differ_in_nothing() => Assert.DoesNotContain("@@", SpecDifference.Of(Lines(9), Lines(9)));

    [Fact]
    public void Changes_are_shown_with_three_lines_around_them()
    {
        var changed = Lines(9);
        changed["f4"] = "x";

        var shown = SpecDifference.Of(Lines(9), changed);

        Assert.Contains("@@ -3,7 +3,7 @@", shown);
        Assert.Contains("\"f4\": \"4\"", shown);
        Assert.Contains("\"f4\": \"x\"", shown);
        Assert.Contains("\"f1\"", shown);
        Assert.DoesNotContain("\"f0\"", shown);
        Assert.DoesNotContain("\"f8\"", shown);
    }

    [Fact]
    public void Internal_types_show_every_field()
    {
        var shown = InternalTypes.Show("PodSpec", Document.Parse("""{"containers":[{"name":"c","image":"i"}]}""").Root);

        Assert.Equal("c", shown["Containers"]!.Items[0]["Name"]!.AsString());
        Assert.True(shown["Volumes"]!.IsNull);
        Assert.Null(shown["containers"]);
    }

    private static DocumentNode Lines(int count) =>
        DocumentNode.Object([.. Enumerable.Range(0, count).Select(i => ($"f{i}", (DocumentNode?)i.ToString(CultureInfo.InvariantCulture)))]);
}
