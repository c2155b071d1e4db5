using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.FieldSets;

public class FieldSetTests
{
    private const string Sample = """{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:finalizers":{"v:\"a\"":{}},"f:list":{"i:0":{}},"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}""";

    [Theory]
    [InlineData(Sample, Sample)]
    [InlineData("""{"f:b":{},"f:a":{}}""", """{"f:a":{},"f:b":{}}""")]
    [InlineData("""{"v:true":{},"v:\"a\"":{},"v:10":{},"v:9":{},"i:1":{},"k:{\"n\":\"x\"}":{},"f:z":{}}""", """{"f:z":{},"k:{\"n\":\"x\"}":{},"v:9":{},"v:10":{},"v:\"a\"":{},"v:true":{},"i:1":{}}""")]
    [InlineData("""{"f:a":{".":{}}}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":{},"z:future":{},"f:b":{"q:x":{}}}""", """{"f:a":{}}""")]
    [InlineData("""{"k:{\"b\":1,\"a\":2}":{}}""", """{"k:{\"a\":2,\"b\":1}":{}}""")]
    [InlineData("null", "{}")]
    public void FieldsV1_is_read_in_any_order_and_written_in_the_api_servers(string json, string expected)
    {
        Assert.Equal(expected, FieldSet.FromFieldsV1(Document.Parse(json).Root).ToFieldsV1().ToString());
        Assert.Equal(expected, FieldSet.FromFieldsV1(Document.Parse(json).Root, new FieldSetPool()).ToFieldsV1().ToString());
    }

    [Fact]
    public void A_pool_tells_names_with_backslashes_apart()
    {
        var pool = new FieldSetPool();
        var one = FieldSet.FromFieldsV1(Document.Parse("""{"f:a\\b":{}}""").Root, pool);
        var two = FieldSet.FromFieldsV1(Document.Parse("""{"f:a\\\\b":{}}""").Root, pool);
        Assert.True(one.Contains(FieldPath.Of("a\\b")));
        Assert.True(two.Contains(FieldPath.Of("a\\\\b")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"f:a":1}""")]
    [InlineData("""{"x":{}}""")]
    [InlineData("""{"fa":{}}""")]
    [InlineData("""{"k:5":{}}""")]
    [InlineData("""{"v:{":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    public void FieldsV1_that_is_malformed_is_refused(string json) =>
        Assert.Throws<DocumentFormatException>(() => FieldSet.FromFieldsV1(Document.Parse(json).Root));

    [Fact]
    public void Paths_are_printed_as_in_messages()
    {
        var set = FieldSet.FromFieldsV1(Document.Parse(Sample).Root);
        Assert.Equal(
            """
            .metadata.labels
            .metadata.labels.app
            .spec.ports
            .spec.finalizers[="a"]
            .spec.list[0]
            .spec.ports[port=80,protocol="TCP"]
            .spec.ports[port=80,protocol="TCP"].port
            """.Split('\n').Order(),
            set.ToString().Split('\n').Order());
        Assert.True(set.Contains(FieldPath.Of("metadata", "labels")));
        Assert.False(set.Contains(FieldPath.Of("metadata")));
        Assert.False(set.Contains(new FieldPath()));
        Assert.Equal(7, set.Count);
    }

    [Fact]
    public void Recursive_difference_takes_what_is_below()
    {
        var set = FieldSet.Of(FieldPath.Of("a", "b", "c"), FieldPath.Of("a", "d"), FieldPath.Of("a"));
        Assert.Equal(".a\n.a.d", set.RecursiveDifference(FieldSet.Of(FieldPath.Of("a", "b"))).ToString());
        Assert.Equal(".a\n.a.d\n.a.b.c", set.Difference(FieldSet.Of(FieldPath.Of("a", "b"))).ToString());
    }

    [Fact]
    public void Named_fields_become_members_and_map_entries_do_not()
    {
        var schema = BuiltInSchemas.Instance.Find(new GroupVersionKind("apps", "v1", "Deployment"));
        var set = FieldSet.Of(FieldPath.Of("spec", "strategy", "type"), FieldPath.Of("metadata", "labels", "x"));
        var named = set.EnsureNamedFieldsAreMembers(schema);
        Assert.True(named.Contains(FieldPath.Of("spec", "strategy")));
        Assert.True(named.Contains(FieldPath.Of("metadata", "labels")));
        Assert.Equal(6, named.Count);
    }

    [Fact]
    public void From_object_owns_leaves_items_and_entries()
    {
        var schema = BuiltInSchemas.Instance.Find(new GroupVersionKind("", "v1", "Service"))!;
        var service = Document.Parse("""{"metadata":{"labels":{"a":"b"},"annotations":{}},"spec":{"selector":{"x":"y"},"ports":[{"port":1},{"port":1},{"port":2,"protocol":"UDP","name":null}]}}""");
        Assert.Equal(
            """{"f:metadata":{"f:annotations":{},"f:labels":{"f:a":{}}},"f:spec":{"f:ports":{"k:{\"port\":1,\"protocol\":\"TCP\"}":{},"k:{\"port\":2,\"protocol\":\"UDP\"}":{".":{},"f:name":{},"f:port":{},"f:protocol":{}}},"f:selector":{}}}""",
            FieldSet.FromObject(service.Root, schema).ToFieldsV1().ToString());
    }

    [Fact]
    public void Pool_shares_equal_sets_and_their_parts()
    {
        var pool = new FieldSetPool();
        var first = pool.Share(FieldSet.FromFieldsV1(Document.Parse(Sample).Root, pool));
        var second = pool.Share(FieldSet.FromFieldsV1(Document.Parse(Sample).Root, pool));
        Assert.Same(first, second);
        var other = pool.Share(FieldSet.FromFieldsV1(Document.Parse("""{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}""").Root, pool));
        Assert.Same(first.Find("metadata"), other.Find("metadata"));
    }

    [Property(MaxTest = 300)]
    public Property Algebra_laws_hold() => Prop.ForAll(Sets().ToArbitrary(), Sets().ToArbitrary(), Sets().ToArbitrary(), (a, b, c) =>
        a.Union(b).Equals(b.Union(a))
        && a.Union(b.Union(c)).Equals(a.Union(b).Union(c))
        && a.Union(a).Equals(a)
        && a.Intersection(b).Equals(b.Intersection(a))
        && a.Intersection(b).Union(a.Difference(b)).Equals(a)
        && a.Difference(b).Intersection(b).IsEmpty
        && a.Union(b).Difference(b).Equals(a.Difference(b))
        && a.Difference(b.Union(c)).Equals(a.Difference(b).Difference(c))
        && a.Difference(a).IsEmpty
        && a.RecursiveDifference(b).IsSubsetOf(a.Difference(b))
        && a.Intersection(b).IsSubsetOf(a)
        && a.IsSubsetOf(a.Union(b))
        && a.Leaves().IsSubsetOf(a)
        && a.Paths().All(path => a.Contains(path))
        && a.Paths().Count() == a.Count);

    [Property(MaxTest = 300)]
    public Property Sets_are_what_their_paths_say() => Prop.ForAll(Sets().ToArbitrary(), Sets().ToArbitrary(), (a, b) =>
    {
        var left = a.Paths().ToHashSet();
        var right = b.Paths().ToHashSet();
        return a.Union(b).Paths().ToHashSet().SetEquals(left.Union(right))
            && a.Intersection(b).Paths().ToHashSet().SetEquals(left.Intersect(right))
            && a.Difference(b).Paths().ToHashSet().SetEquals(left.Except(right))
            && a.IsSubsetOf(b) == left.IsSubsetOf(right)
            && FieldSet.Of(a.Paths().Reverse()).Equals(a);
    });

    [Property(MaxTest = 300)]
    public Property FieldsV1_round_trips() => Prop.ForAll(Sets().ToArbitrary(), set =>
    {
        var json = set.ToFieldsV1().ToString();
        var pooled = FieldSet.FromFieldsV1(Document.Parse(json).Root, new FieldSetPool());
        return FieldSet.FromFieldsV1(Document.Parse(json).Root).Equals(set) && pooled.Equals(set) && pooled.ToFieldsV1().ToString() == json;
    });

    internal static Gen<FieldSet> Sets()
    {
        var element = Gen.OneOf(
            Gen.Elements("a", "b", "c\"d", "e/f").Select(name => PathElement.Field(name)),
            Gen.Elements("x", "y").Select(value => PathElement.Of(new PathKey(KeyValuePair.Create("name", PathValue.From(value))))),
            Gen.Choose(1, 3).Select(port => PathElement.Of(new PathKey(
                KeyValuePair.Create("protocol", PathValue.From("TCP")), KeyValuePair.Create("port", PathValue.From(Document.Parse($"{port}").Root))))),
            Gen.Elements("\"s\"", "1", "true", "1.5", "null").Select(json => PathElement.Of(PathValue.From(Document.Parse(json).Root))),
            Gen.Choose(0, 2).Select(PathElement.At));
        var path = element.ListOf(4).Select(elements => elements.ToArray()).SelectMany(elements => Gen.Choose(1, 4).Select(length => new FieldPath(elements[..length])));
        return path.ListOf().Select(paths => FieldSet.Of(paths));
    }
}
