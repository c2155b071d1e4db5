using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Kubernetes.Documents;
using Fleet.Testing.Conformance;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Documents;

public class DocumentScannerTests
{
    [Theory]
    [InlineData("\"\\u001F\\u0022\\u005c\\u000A\\u000b\"", "\"\\u001f\\\"\\\\\\n\\u000b\"")]
    [InlineData("\"a\\/b\\u003cc\\u00e9\\uD83D\\uDE00\"", "\"a/b<cé😀\"")]
    [InlineData("\"\\ud83dx\\ude00\\ud83d\\u0041\"", "\"\uFFFDx\uFFFD\uFFFDA\"")]
    [InlineData("{\"\\u006b\" : \"v\",\t\"l\":[ ] , \"o\":{ } }", "{\"k\":\"v\",\"l\":[],\"o\":{}}")]
    [InlineData("[-0,0.5,1E5,-1.25e-7,123456789012345678901234567890]", "[-0,0.5,1E5,-1.25e-7,123456789012345678901234567890]")]
    [InlineData(" true ", "true")]
    public void Text_becomes_compact_and_canonical(string json, string expected)
    {
        var document = Document.Parse(json);
        Assert.Equal(expected, document.ToString());
        Assert.Equal(expected, Document.From(document.Root.ToNode()).ToString());
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("+1")]
    [InlineData("tru")]
    [InlineData("[1 2]")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("[1}")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\u12")]
    [InlineData("\"line\nbreak\"")]
    [InlineData("\"open")]
    [InlineData("\"open\\")]
    [InlineData("// comment")]
    [InlineData("{}{}")]
    [InlineData("\u00a0{}")]
    [InlineData("\0")]
    public void What_is_not_json_is_refused(string json) => Assert.Throws<DocumentFormatException>(() => Document.Parse(json));

    [Property(MaxTest = 2000)]
    public Property Random_damage_is_judged_as_SystemTextJson_judges_it() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, Samples.Length - 1), Gen.ListOf(Gen.Zip(Gen.Choose(0, 4000), Gen.Choose(0, 255)), 3)).ToArbitrary(),
        (choice) =>
        {
            var bytes = (byte[])Samples[choice.Item1].Clone();
            foreach (var (position, value) in choice.Item2)
            {
                bytes[position % bytes.Length] = (value & 1) == 0 ? (byte)value : Interesting[value % Interesting.Length];
            }

            return Judge(bytes);
        });

    [Property(MaxTest = 500)]
    public Property Every_beginning_of_a_text_is_refused_or_read_alike() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, Samples.Length - 1), Gen.Choose(0, 4000)).ToArbitrary(),
        choice => Judge(Samples[choice.Item1].AsSpan(0, choice.Item2 % Samples[choice.Item1].Length).ToArray()));

    [Fact]
    [Trait("Category", "Conformance")]
    public void Recorded_answers_of_a_server_are_read_as_SystemTextJson_reads_them()
    {
        if (ConformanceData.Find("kube-apiserver") is not { } folder)
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order().Where((_, i) => i % 8 == 0))
        {
            Assert.True(Judge(File.ReadAllBytes(file)), file);
        }
    }

    private static readonly byte[] Interesting = "\"\\{}[]:,0123456789eE+-.tfnu \n\t\0"u8.ToArray();

    private static readonly byte[][] Samples =
    [
        Encoding.UTF8.GetBytes("""{"kind":"Pod","metadata":{"name":"web-0","labels":{"a":"b"},"annotations":{"x":"line\nbreak \u003chtml\u003e é 😀"}},"spec":{"n":[1,-2.5e+3,0],"t":true,"f":false,"z":null,"empty":{},"none":[]}}"""),
        Encoding.UTF8.GetBytes(" [ \"\\ud83d\\ude00\" , { \"a\\\"b\" : [ [ ] , { } ] } , 1.0E-2 , \"0123456789abcdef0123456789abcdef0123\" ] "),
        Encoding.UTF8.GetBytes("\"\\u0000\\u001f\\/\""),
    ];

    /// <summary>Both refuse it, or both read the same.</summary>
    private static bool Judge(byte[] text)
    {
        var options = new JsonDocumentOptions { MaxDepth = Document.MaxDepth };
        JsonNode? expected;
        try
        {
            expected = JsonNode.Parse(text, documentOptions: options);
        }
        catch (JsonException)
        {
            return Refused(text);
        }

        // JsonNode does not look into strings while parsing: invalid UTF-8 is judged by its decoder.
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            return Refused(text);
        }

        var document = Document.Parse(text);
        var again = Document.Parse(document.ToString());
        if (HasRepeatedNames(document.Root))
        {
            // JsonNode refuses to look at such an object.
            return again.ToString() == document.ToString();
        }

        return again.ToString() == document.ToString() && Same(expected, document.Root) && Same(expected, DocumentNode.From(document.Root).ToDocument().Root);
    }

    private static bool HasRepeatedNames(DocumentValue value)
    {
        var names = value.Members.ToList().ConvertAll(member => member.Name);
        return names.Distinct(StringComparer.Ordinal).Count() < names.Count
            || value.Members.ToList().Exists(member => HasRepeatedNames(member.Value))
            || value.Items.ToList().Exists(HasRepeatedNames);
    }

    private static bool Same(JsonNode? expected, DocumentValue actual) => expected switch
    {
        null => actual.Kind == DocumentKind.Null,
        JsonObject members => actual.IsObject && members.Count <= actual.Count && members.All(member => Same(member.Value, Last(actual, member.Key))),
        JsonArray items => actual.IsArray && items.Count == actual.Count && items.Select((item, i) => Same(item, actual[i])).All(same => same),
        JsonValue scalar => Scalar(scalar, actual),
        _ => false,
    };

    private static DocumentValue Last(DocumentValue value, string name) => value.Members.ToList().Last(member => member.Name == name).Value;

    private static bool Scalar(JsonValue expected, DocumentValue actual) => expected.GetValueKind() switch
    {
        JsonValueKind.String => !TryGetString(expected, out var text) || actual.AsString() == text,
        JsonValueKind.Number => actual.ToString() == expected.ToJsonString(),
        JsonValueKind.True => actual.AsBoolean() == true,
        _ => actual.AsBoolean() == false,
    };

    /// <summary>A lone surrogate has no string there; here it reads as U+FFFD, as in Go.</summary>
    private static bool TryGetString(JsonValue value, out string? text)
    {
        text = null;
        try
        {
            text = value.GetValue<string>();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Refused(byte[] text)
    {
        try
        {
            Document.Parse(text);
            return false;
        }
        catch (DocumentFormatException)
        {
            return true;
        }
    }
}
