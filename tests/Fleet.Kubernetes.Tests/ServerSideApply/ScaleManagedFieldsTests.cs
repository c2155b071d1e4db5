using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.ServerSideApply;

namespace Fleet.Kubernetes.Tests.ServerSideApply;

public class ScaleManagedFieldsTests
{
    private const string Parent = """
        [{"manager":"m1","operation":"Apply","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{},"f:selector":{}}}},
         {"manager":"old","operation":"Update","apiVersion":"apps/v0","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}}}]
        """;

    private static readonly Dictionary<string, FieldPath> Replicas = new() { ["apps/v1"] = FieldPath.Of("spec", "replicas") };

    [Fact]
    public void Managers_of_the_replicas_field_are_managers_of_the_scale() => Assert.Equal(
        """[{"manager":"m1","operation":"Apply","apiVersion":"autoscaling/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}}}]""",
        ScaleManagedFields.ToScale(Document.Parse(Parent).Root, Replicas).ToString());

    [Fact]
    public void Writing_the_scale_hands_the_replicas_field_over()
    {
        var scale = Document.Parse(
            """[{"manager":"hpa","operation":"Update","apiVersion":"autoscaling/v1","time":"2026-01-02T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}]""");
        Assert.Equal(
            """
            [{"manager":"m1","operation":"Apply","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:selector":{}}}},
            {"manager":"hpa","operation":"Update","apiVersion":"apps/v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}]
            """.Replace("\n", "", StringComparison.Ordinal),
            ScaleManagedFields.ToParent(Document.Parse(Parent).Root, scale.Root, "apps/v1", Replicas).ToString());
    }

    [Fact]
    public void A_manager_that_keeps_the_replicas_field_keeps_its_entry()
    {
        var scale = ScaleManagedFields.ToScale(Document.Parse(Parent).Root, Replicas);
        var parent = ScaleManagedFields.ToParent(Document.Parse(Parent).Root, scale, "apps/v1", Replicas);
        Assert.Equal(Document.Parse(Parent).Root[0].ToString(), Assert.Single(parent.Items.ToList()).ToString());
    }

    [Fact]
    public void Nobody_owns_what_has_no_managed_fields()
    {
        Assert.False(ScaleManagedFields.ToScale(default, Replicas).Exists);
        Assert.False(ScaleManagedFields.ToParent(default, default, "apps/v1", Replicas).Exists);
    }

    [Theory]
    [InlineData("\"time\":\"2026-01-01T00:00:00Z\"", "\"time\":\"2026-01-02T00:00:00Z\"", true)]
    [InlineData("\"manager\":\"m1\"", "\"manager\":\"m2\"", false)]
    [InlineData("\"name\":\"x\"", "\"name\":\"y\"", false)]
    public void A_write_that_changes_times_only_is_no_change(string what, string with, bool isUnchanged)
    {
        var live = $$$"""{"metadata":{"name":"x","managedFields":{{{Parent}}}}}""";
        var updated = live.Replace(what, with, StringComparison.Ordinal);
        var before = Document.Parse(live);
        var after = Document.Parse(updated);
        Assert.Same(isUnchanged ? before : after, ManagedFieldsTimestamps.KeepWhenUnchanged(before, after));
    }
}
