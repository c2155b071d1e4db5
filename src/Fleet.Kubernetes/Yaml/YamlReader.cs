using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Yaml;

/// <summary>
/// Reads YAML (and JSON, alone or one after another) into documents the way <c>kubectl</c> does: YAML 1.1 scalars as <c>sigs.k8s.io/yaml</c> on
/// go-yaml v2 resolves them (<c>yes</c>, <c>on</c> and <c>y</c> are booleans, <c>010</c> is 8, timestamps stay strings), anchors, aliases, merge
/// keys, many documents a stream. Empty documents are skipped.
/// </summary>
public static class YamlReader
{
    /// <summary>Reads the one document of <paramref name="utf8"/>.</summary>
    /// <exception cref="YamlFormatException">Malformed, over a bound, or not exactly one document.</exception>
    public static Document Read(ReadOnlySpan<byte> utf8, YamlOptions? options = null)
    {
        var documents = ReadAll(utf8, options);
        return documents.Count == 1
            ? documents[0]
            : throw new YamlFormatException(0, $"one document is expected, the input has {documents.Count}");
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, YamlOptions?)"/>
    public static Document Read(string text, YamlOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    /// <summary>Reads every document of a stream.</summary>
    /// <exception cref="YamlFormatException">Malformed or over a bound.</exception>
    public static IReadOnlyList<Document> ReadAll(ReadOnlySpan<byte> utf8, YamlOptions? options = null)
    {
        options ??= YamlOptions.Default;
        if (utf8.Length > options.MaxBytes)
        {
            throw new YamlFormatException(0, $"the input has {utf8.Length} bytes, at most {options.MaxBytes} are accepted");
        }

        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        if (TryReadJson(utf8) is { } documents)
        {
            return documents;
        }

        string text;
        try
        {
            text = Strict.Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new YamlFormatException(0, "invalid UTF-8", error);
        }

        return new YamlStream(options).Read(text);
    }

    /// <inheritdoc cref="ReadAll(ReadOnlySpan{byte}, YamlOptions?)"/>
    public static IReadOnlyList<Document> ReadAll(string text, YamlOptions? options = null) => ReadAll(Encoding.UTF8.GetBytes(text), options);

    /// <summary>JSON is a subset of YAML that is read much faster by its own parser; null when the input is something else.</summary>
    private static List<Document>? TryReadJson(ReadOnlySpan<byte> utf8)
    {
        var start = utf8.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0 || utf8[start] != '{')
        {
            return null;
        }

        try
        {
            var documents = new List<Document>();
            var reader = new DocumentReader(utf8);
            while (!reader.IsAtEnd)
            {
                documents.Add(reader.ReadDocument());
            }

            return documents;
        }
        catch (DocumentFormatException)
        {
            // Not JSON after all: the YAML parser reads it or says what is wrong and where.
            return null;
        }
    }

    private static class Strict
    {
        public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    }
}
