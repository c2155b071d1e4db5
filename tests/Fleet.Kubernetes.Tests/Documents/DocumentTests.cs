using System.Text.Json.Nodes;
using Fleet.Kubernetes.Documents;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Documents;

public class DocumentTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" { \"a\" : [ 1 , 2.50 , {\"b\":null} ] } ", "{\"a\":[1,2.50,{\"b\":null}]}")]
    [InlineData("\"\\u003c\\/\\u0001\\n\\ud83d\\ude00\"", "\"</\\u0001\\n😀\"")]
    [InlineData("\"\\ud800x\"", "\"\uFFFDx\"")]
    [InlineData("-1.5e+10", "-1.5e+10")]
    public void Parse_compacts_and_escapes_canonically(string json, string expected) =>
        Assert.Equal(expected, Document.Parse(json).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1] 2")]
    [InlineData("nul")]
    public void Parse_refuses_what_is_not_json(string json) =>
        Assert.Throws<DocumentFormatException>(() => Document.Parse(json));

    [Theory]
    [InlineData("""{"a":1,"a":1}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"a":1}""", false)]
    [InlineData("""{"b":2,"a":1}""", """{"a":1,"b":2}""", true)]
    public void DeepEquals_does_not_take_a_repeated_member_for_another(string left, string right, bool expected) =>
        Assert.Equal(expected, Document.Parse(left).Root.DeepEquals(Document.Parse(right).Root));

    [Fact]
    public void A_copy_is_no_way_around_the_depth_limit()
    {
        var deep = Document.Parse(new string('[', Document.MaxDepth) + new string(']', Document.MaxDepth));
        Assert.Throws<DocumentFormatException>(() => DocumentNode.Array(deep).ToDocument());
        var wide = Document.Parse("[" + string.Join(',', Enumerable.Repeat("[[]]", 1000)) + "]");
        Assert.Equal(1000, DocumentNode.Array(wide).ToDocument().Root[0].Count);
    }

    [Fact]
    public void Parse_refuses_deep_nesting_and_bad_utf8()
    {
        Assert.Throws<DocumentFormatException>(() => Document.Parse(new string('[', 100_000)));
        Assert.Throws<DocumentFormatException>(() => Document.Parse([(byte)'"', 0xff, (byte)'"']));
    }

    [Fact]
    public void Fields_are_found_by_name_and_chain_through_what_is_missing()
    {
        var pod = Document.Parse("""{"metadata":{"name":"web","labels":{"a\"b":"x","":"empty"}},"spec":{"replicas":3,"containers":[{"name":"c"},{"name":"d"}]}}""");
        Assert.Equal("web", pod["metadata"u8]["name"u8].AsString());
        Assert.Equal(3, pod.Root.At("spec", "replicas").AsInt64());
        Assert.Equal("d", pod["spec"u8]["containers"u8][1]["name"u8].AsString());
        Assert.Equal("x", pod["metadata"u8]["labels"u8]["a\"b"].AsString());
        Assert.Equal("empty", pod["metadata"u8]["labels"u8][""].AsString());
        Assert.False(pod["status"u8]["phase"u8].Exists);
        Assert.False(pod["metadata"u8]["nam"u8].Exists);
        Assert.False(pod["metadata"u8]["name-which-is-longer-than-what-is-left-of-the-document-by-quite-a-bit-and-then-some-more-and-more-and-more-and-more-and-more"].Exists);
        Assert.Equal(2, pod["spec"u8]["containers"u8].Count);
    }

    [Theory]
    [InlineData("a\":\"x")]
    [InlineData("a\":1,\"b")]
    [InlineData("a\\")]
    [InlineData("a\n")]
    public void A_name_with_special_characters_finds_only_itself(string name)
    {
        var other = Document.Parse("""{"a":"x","b":1,"a":1,"b":"c"}""");
        Assert.False(other[name].Exists);
        var own = Document.From(DocumentNode.Object(("a", 1), (name, 2)));
        Assert.Equal(2, own[name].AsInt64());
    }

    [Fact]
    public void Documents_over_32_KiB_read_like_small_ones()
    {
        var big = Document.Parse($$"""{"a":{"x":"{{new string('y', 40_000)}}"},"b":[1,2,{"c":"d"}]}""");
        Assert.Equal("d", big["b"u8][2]["c"u8].AsString());
        Assert.Equal("d", Document.From(big["b"u8]).Root[2]["c"u8].AsString());
    }

    [Fact]
    public void Shared_subtrees_are_read_through_and_written_in_full()
    {
        var template = Document.Parse("""{"containers":[{"name":"c"}]}""");
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind").String("Pod").Name("spec").Reference(template).Name("n").Number(1).EndObject();
        var pod = builder.Build();
        Assert.Equal("c", pod["spec"u8]["containers"u8][0]["name"u8].AsString());
        Assert.Equal(1, pod["n"u8].AsInt64());
        Assert.Equal("""{"kind":"Pod","spec":{"containers":[{"name":"c"}]},"n":1}""", pod.ToString());
        Assert.True(pod.Root.DeepEquals(Document.Parse(pod.ToString()).Root));
        var node = pod.Root.ToNode();
        node["x"] = true;
        Assert.Equal("""{"kind":"Pod","spec":{"containers":[{"name":"c"}]},"n":1,"x":true}""", node.ToDocument().ToString());
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [InlineData("""[1.0,1e3]""", """[1,1000]""", true)]
    [InlineData("""{"a":null}""", """{}""", false)]
    [InlineData("""[1,2]""", """[2,1]""", false)]
    [InlineData("\"1\"", "1", false)]
    public void Equality_is_that_of_json(string left, string right, bool equal) =>
        Assert.Equal(equal, Document.Parse(left).Root.DeepEquals(Document.Parse(right).Root));

    [Property(MaxTest = 300)]
    public Property Reading_and_rewriting_any_json_keeps_it() => Prop.ForAll(JsonText().ToArbitrary(), text =>
    {
        var expected = JsonNode.Parse(text);
        var document = Document.Parse(text);
        var again = Document.Parse(document.ToUtf8().Span);
        var copied = Document.From(Touch(document.Root.ToNode()));
        return JsonNode.DeepEquals(expected, JsonNode.Parse(document.ToString()))
            && document.Root.DeepEquals(again.Root)
            && copied.ToString() == document.ToString();
    });

    /// <summary>Makes every container of the node its own, so that writing takes the slow way everywhere.</summary>
    private static DocumentNode Touch(DocumentNode node)
    {
        foreach (var name in node.Names)
        {
            Touch(node[name]!);
        }

        if (node.IsArray)
        {
            foreach (var item in node.Items)
            {
                Touch(item);
            }
        }

        return node;
    }

    private static Gen<string> JsonText() => Gen.Sized(size => Value(Math.Min(size, 4))).Select(node => node?.ToJsonString() ?? "null");

    private static Gen<JsonNode?> Value(int depth)
    {
        var text = Gen.Elements("", "a", "b\"c", "é", "😀", "line\nbreak", "back\\slash", "</>", "metadata");
        var scalar = Gen.OneOf(
            Gen.Constant<JsonNode?>(null),
            Gen.Elements(true, false).Select(v => (JsonNode?)JsonValue.Create(v)),
            Gen.Choose(-1000, 100000).Select(v => (JsonNode?)JsonValue.Create(v)),
            Gen.Choose(1, 1000).Select(v => (JsonNode?)JsonValue.Create(v / 8.0)),
            text.Select(v => (JsonNode?)JsonValue.Create(v)));
        if (depth == 0)
        {
            return scalar;
        }

        var items = Value(depth - 1).Select(v => v?.DeepClone()).ListOf().Select(v => (JsonNode?)new JsonArray([.. v]));
        var members = text.Zip(Value(depth - 1)).ListOf().Select(v => (JsonNode?)new JsonObject(v.DistinctBy(m => m.Item1).Select(m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone()))));
        return Gen.OneOf(scalar, items, members);
    }
}
