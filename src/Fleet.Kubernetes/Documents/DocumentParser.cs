using System.Buffers;
using System.Text.Json;

namespace Fleet.Kubernetes.Documents;

/// <summary>Turns JSON text into documents: whitespace dropped, strings escaped canonically, everything else as it came.</summary>
internal static class DocumentParser
{
    public static Document Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new DocumentReader(utf8);
        var document = reader.ReadDocument();
        reader.End();
        return document;
    }

    public static Document Read(ref Utf8JsonReader reader)
    {
        using var builder = new DocumentBuilder();
        var depth = reader.CurrentDepth;
        while (true)
        {
            Write(ref reader, builder);
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                return builder.Build();
            }

            if (!reader.Read())
            {
                throw new DocumentFormatException("The document ends early.");
            }
        }
    }

    private static void Write(ref Utf8JsonReader reader, DocumentBuilder builder)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                builder.StartObject();
                break;
            case JsonTokenType.EndObject:
                builder.EndObject();
                break;
            case JsonTokenType.StartArray:
                builder.StartArray();
                break;
            case JsonTokenType.EndArray:
                builder.EndArray();
                break;
            case JsonTokenType.PropertyName when !reader.ValueIsEscaped && !reader.HasValueSequence:
                builder.RawName(reader.ValueSpan);
                break;
            case JsonTokenType.String when !reader.ValueIsEscaped && !reader.HasValueSequence:
                builder.RawString(reader.ValueSpan);
                break;
            case JsonTokenType.PropertyName:
            case JsonTokenType.String:
                WriteEscaped(ref reader, builder);
                break;
            default:
                builder.RawScalar(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
                break;
        }
    }

    private static void WriteEscaped(ref Utf8JsonReader reader, DocumentBuilder builder)
    {
        var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var text = buffer.AsSpan(0, JsonText.Unescape(raw, buffer));
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                builder.Name(text);
            }
            else
            {
                builder.String(text);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
