using System.Text;
using Fleet.Kubernetes.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace Fleet.Kubernetes.Tests.Yaml;

public class YamlReaderTests
{
    [Theory]
    [InlineData("yes", "true")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("y", "true")]
    [InlineData("N", "false")]
    [InlineData("Off", "false")]
    [InlineData("oN", "\"oN\"")]
    [InlineData("!!str yes", "\"yes\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("Null", "null")]
    [InlineData("''", "\"\"")]
    [InlineData("010", "8")]
    [InlineData("0o10", "8")]
    [InlineData("08", "8")]
    [InlineData("0x1F", "31")]
    [InlineData("-0b101", "-5")]
    [InlineData("1_000", "1000")]
    [InlineData("+12", "12")]
    [InlineData("18446744073709551616", "18446744073709551616")]
    [InlineData("1.50", "1.50")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1e3")]
    [InlineData("685_230.15", "685230.15")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("-b_c", "\"-b_c\"")]
    [InlineData("50cent", "\"50cent\"")]
    [InlineData("2015-01-01", "\"2015-01-01\"")]
    [InlineData("2026-11-23T17:39:56Z", "\"2026-11-23T17:39:56Z\"")]
    [InlineData("!!binary aGk=", "\"hi\"")]
    [InlineData("!!float 1", "1")]
    [InlineData("!!int '7'", "7")]
    [InlineData("<<", "\"<<\"")]
    [InlineData("1e400", "\"1e400\"")]
    public void Scalars_resolve_as_sigs_yaml_resolves_them(string yaml, string json) =>
        Assert.Equal($$"""{"v":{{json}}}""", YamlReader.Read($"v: {yaml}\n").ToString());

    [Theory]
    [InlineData("yes: 1", "true")]
    [InlineData("0x10: 1", "16")]
    [InlineData("1.5: 1", "1.5")]
    [InlineData("'on': 1", "on")]
    public void Keys_become_strings(string yaml, string key) => Assert.Equal(key, YamlReader.Read(yaml).Root.Members.ToList()[0].Name);

    [Fact]
    public void Streams_hold_many_documents_and_skip_empty_ones()
    {
        var documents = YamlReader.ReadAll("# only a comment\n---\na: 1\n---\n---\nnull\n---\n- b\n...\n");
        Assert.Equal(["""{"a":1}""", """["b"]"""], documents.Select(document => document.ToString()));
        Assert.Empty(YamlReader.ReadAll(""));
    }

    [Theory]
    [InlineData("{\"a\":1}", 1)]
    [InlineData("{\"a\":1}\n{\"b\":2}", 2)]
    [InlineData("{\"a\":1}\n---\nb: 2\n", 2)]
    [InlineData("{a: 1}", 1)]
    public void Json_is_read_alone_and_one_after_another(string text, int count) => Assert.Equal(count, YamlReader.ReadAll(text).Count);

    [Fact]
    public void Aliases_are_expanded_and_merge_keys_applied_where_they_stand()
    {
        const string Yaml = "base: &b {x: 1, z: 2}\none:\n  <<: *b\n  z: 3\ntwo:\n  z: 3\n  <<: [{x: 9}, *b]\nthree: *b\n";
        Assert.Equal(
            """{"base":{"x":1,"z":2},"one":{"x":1,"z":3},"two":{"z":2,"x":9},"three":{"x":1,"z":2}}""",
            YamlReader.Read(Yaml).ToString());
    }

    [Theory]
    [InlineData("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, "unmarshal errors:\n  line 5: key \"c\" already set in map")]
    [InlineData("a: 1\nb: c: d\n", 2, "line 2: mapping values are not allowed in this context")]
    [InlineData("metadata: {}\nspec\n  replicas: 1\n", 3, "line 3: could not find expected ':'")]
    [InlineData("a:\n  b: 1\n c: 2\n", 3, "line 3: did not find expected key")]
    [InlineData("a:\n\tb: 1\n", 1, "line 1: found character that cannot start any token")]
    [InlineData("a: [1,\n", 2, "line 2: did not find expected node content")]
    [InlineData("a: \"x\n", 1, "line 1: found unexpected end of stream")]
    [InlineData("a: *x\n", 1, "line 1: unknown anchor 'x' referenced")]
    [InlineData("a: &x [*x]\n", 1, "line 1: anchor 'x' value contains itself")]
    [InlineData("a: .inf\n", 1, "line 1: json: unsupported value: .inf")]
    [InlineData("a: !!int x\n", 1, "line 1: cannot decode !!str `x` as a !!int")]
    [InlineData("a:\n  <<: 1\n", 2, "line 2: map merge requires map or sequence of maps as the value")]
    [InlineData("? [a]\n: 1\n", 1, "line 1: invalid map key: a sequence; a scalar is expected")]
    [InlineData("a: @b\n", 1, "line 1: found character that cannot start any token")]
    public void Problems_name_the_line(string yaml, int line, string problem)
    {
        var error = Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(yaml));
        Assert.Equal("error converting YAML to JSON: yaml: " + problem, error.Message);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Duplicate_keys_can_be_allowed() =>
        Assert.Equal("""{"a":2}""", YamlReader.Read("a: 1\na: 2\n", new YamlOptions { AllowDuplicateKeys = true }).ToString());

    [Fact]
    public void Hostile_input_is_refused()
    {
        var laughs = new StringBuilder("a0: &a0 [lol,lol]\n");
        for (var i = 1; i < 40; i++)
        {
            laughs.Append($"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1}]\n");
        }

        Assert.Contains("excessive aliasing", Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(laughs.ToString())).Message, StringComparison.Ordinal);
        Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(new string('[', 100_000)));
        Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(string.Concat(Enumerable.Repeat("- ", 100_000))));
        Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll("a: 1", new YamlOptions { MaxBytes = 3 }));
        Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll("[1,2,3,4]", new YamlOptions { MaxNodes = 3 }));
        Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll([(byte)'a', (byte)':', (byte)' ', 0xff]));
    }

    [Fact]
    public void Merge_keys_that_multiply_a_mapping_are_refused()
    {
        var keys = new StringBuilder("base: &b {");
        for (var i = 0; i < 2_000; i++)
        {
            keys.Append($"k{i}: {i},");
        }

        var many = $"{keys}}}\nall:\n{string.Concat(Enumerable.Repeat("- <<: *b\n", 100))}";
        Assert.Contains("excessive aliasing", Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(many)).Message, StringComparison.Ordinal);
        var subtree = $"base: &b {{x: [{string.Join(',', Enumerable.Range(0, 2_000))}]}}\nall:\n{string.Concat(Enumerable.Repeat("- <<: *b\n", 100))}";
        Assert.Contains("excessive aliasing", Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(subtree)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_merge_keys_is_refused_before_it_takes_the_stack()
    {
        var chain = new StringBuilder("a0: &a0 {x: 1}\n");
        for (var i = 1; i < 30_000; i++)
        {
            chain.Append($"a{i}: &a{i} {{<<: *a{i - 1}}}\n");
        }

        Assert.Contains("excessive aliasing", Assert.Throws<YamlFormatException>(() => YamlReader.ReadAll(chain.ToString())).Message, StringComparison.Ordinal);
    }

    [FsCheck.Xunit.Property(MaxTest = 300)]
    public void Any_text_is_read_or_refused(NonNull<string> text)
    {
        try
        {
            YamlReader.ReadAll(text.Get);
        }
        catch (YamlFormatException)
        {
        }
    }

    [FsCheck.Xunit.Property(MaxTest = 2000, EndSize = 60)]
    public Property Pieces_of_yaml_are_read_or_refused() => Prop.ForAll(
        Gen.Elements("- ", ": ", ":", "\n", "\n  ", "\n    ", "  ", "[", "]", "{", "}", ",", "&a ", "*a", "*b", "|", ">-", "'", "\"", "#", " #", "!!int ", "!x ", "<<: ", "a", "b", "1", "true", "? ", "---\n", "...\n", "%YAML 1.1\n", "\t", "\\", "\0", "é", "~", "@", "`", "!<", "|2", "\r")
            .ListOf().Select(string.Concat).ToArbitrary(),
        Any_text_is_read_or_refused_as_written);

    private static void Any_text_is_read_or_refused_as_written(string text)
    {
        try
        {
            foreach (var document in YamlReader.ReadAll(text))
            {
                Assert.True(YamlReader.ReadAll(YamlWriter.Write(document)) is [var again] && again.Root.DeepEquals(document.Root));
            }
        }
        catch (YamlFormatException)
        {
        }
    }
}
