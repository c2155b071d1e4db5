using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Malformed JSON as Go's decoder complains about it.</summary>
internal static class GoJsonErrors
{
    /// <summary>The first offence in words clients know; the parser's own message where Go's cannot be told.</summary>
    public static string Describe(ReadOnlySpan<byte> body, DocumentFormatException error)
    {
        var text = body.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return "unexpected end of JSON input";
        }

        if (text[0] is not ((byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9') or (byte)'t' or (byte)'f' or (byte)'n'))
        {
            return $"invalid character '{Encoding.UTF8.GetString(text[..1])}' looking for beginning of value";
        }

        return IsCutShort(text) ? "unexpected end of JSON input" : error.Message;
    }

    private static bool IsCutShort(ReadOnlySpan<byte> text)
    {
        var reader = new System.Text.Json.Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
            }

            return reader.CurrentDepth > 0 || reader.BytesConsumed < text.Length;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
