using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Yaml;

public class YamlWriterTests
{
    [Theory]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("\"y\"", "\"y\"")]
    [InlineData("\"123\"", "\"123\"")]
    [InlineData("\"1e3\"", "\"1e3\"")]
    [InlineData("\"1:30\"", "\"1:30\"")]
    [InlineData("\"2026-11-23T17:39:56Z\"", "\"2026-11-23T17:39:56Z\"")]
    [InlineData("\"null\"", "\"null\"")]
    [InlineData("\"plain text\"", "plain text")]
    [InlineData("\"a: b\"", "'a: b'")]
    [InlineData("\"a:b\"", "a:b")]
    [InlineData("\"- a\"", "'- a'")]
    [InlineData("\"-a\"", "-a")]
    [InlineData("\"it's # here\"", "'it''s # here'")]
    [InlineData("\" lead\"", "' lead'")]
    [InlineData("\"tab\\there\"", "\"tab\\there\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"\\U0001F600\"")]
    [InlineData("\"*\"", "'*'")]
    [InlineData("\"a\\nb\"", "|-\n  a\n  b")]
    [InlineData("\"a\\nb\\n\"", "|\n  a\n  b")]
    [InlineData("\"a\\n\\n\"", "|+\n  a\n")]
    [InlineData("\" a\\nb\"", "|2-\n   a\n  b")]
    [InlineData("\"a \\nb\"", "\"a \\nb\"")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e400", "!!float 1e400")]
    public void Values_are_written_as_kubectl_writes_them(string json, string yaml) =>
        Assert.Equal($"v: {yaml}\n", YamlWriter.Write(Document.Parse($$"""{"v":{{json}}}""")));

    [Fact]
    public void Blocks_are_laid_out_as_kubectl_lays_them_out()
    {
        var document = Document.Parse(
            """{"spec":{"b":[{"name":"x","args":["a",["b"]]},{}],"a10":1,"a2":null,"true":{"z":"q"}},"apiVersion":"v1"}""");
        const string Expected = """
            apiVersion: v1
            spec:
              a2: null
              a10: 1
              b:
              - args:
                - a
                - - b
                name: x
              - {}
              "true":
                z: q

            """;
        Assert.Equal(Expected, YamlWriter.Write(document, sortKeys: true));
    }

    [Fact]
    public void Long_text_is_folded_at_a_space()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 30));
        var yaml = YamlWriter.Write(Document.From(DocumentNode.Object(("message", text))));
        Assert.Equal(2, yaml.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(text, YamlReader.Read(yaml)["message"u8].AsString());
    }

    [Fact]
    public void Managed_fields_are_written_as_the_server_writes_them() =>
        Assert.Equal("f:data:\n  .: {}\n  f:k: {}\n", YamlWriter.Write(Document.Parse("""{"f:data":{"f:k":{},".":{}}}"""), sortKeys: true));

    [Fact]
    public void Documents_are_separated()
    {
        Assert.Equal("a: 1\n---\nb: 2\n", YamlWriter.WriteAll([Document.Parse("""{"a":1}"""), Document.Parse("""{"b":2}""")]));
    }

    [Property(MaxTest = 1000)]
    public Property Reading_what_was_written_is_the_same_document() => Prop.ForAll(Documents().ToArbitrary(), node =>
    {
        var document = node.ToDocument();
        var yaml = YamlWriter.Write(document);
        var read = YamlReader.ReadAll(yaml);
        return (document.Root.Kind == DocumentKind.Null ? read.Count == 0 : read.Count == 1 && read[0].Root.DeepEquals(document.Root)).Label(yaml);
    });

    private static Gen<DocumentNode> Documents() => Gen.Sized(size => Value(Math.Min(size, 20)));

    private static Gen<string> Text() => Gen.OneOf(
        Gen.Elements("", " ", "\n", "a", "true", "no", "1", "-1", "0x1", "1.5", "~", "a: b", "a #b", "#", "- a", "'", "\"", "a\nb", " a\nb\n\n", "\ta", "é", "😀", "\u2028", "<<", "=", "---", "a\r\nb", "2020-01-01", "1_0", "[a]", "x\n \ny", "\n\n", "key\\", "%", "\uFEFF", "\u0085", "|", "? a"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => new string([.. text.Get.Where(rune => !char.IsSurrogate(rune))])),
        Gen.Choose(0, 60).Select(length => string.Join(' ', Enumerable.Repeat("ab", length))));

    private static Gen<DocumentNode> Value(int size)
    {
        var scalar = Gen.OneOf(
            Text().Select(DocumentNode.String),
            ArbMap.Default.GeneratorFor<long>().Select(DocumentNode.Number),
            ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => DocumentNode.Number(number.Get)),
            Gen.Elements(true, false).Select(DocumentNode.Boolean),
            Gen.Constant(0).Select(_ => DocumentNode.Null()));
        if (size == 0)
        {
            return scalar;
        }

        var child = Value(size / 3);
        return Gen.OneOf(
            scalar,
            child.ListOf().Select(items => DocumentNode.Array(items)),
            Text().Zip(child).ListOf().Select(members =>
            {
                var node = DocumentNode.Object();
                foreach (var (name, value) in members)
                {
                    node[name] = value.Clone();
                }

                return node;
            }));
    }
}
