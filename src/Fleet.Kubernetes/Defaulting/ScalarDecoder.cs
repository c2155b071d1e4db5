using System.Buffers.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Reads scalars as their Go types do: strictly typed, quantities and times in canonical form.</summary>
internal readonly struct ScalarDecoder
{
    private const string MicroTime = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";
    private readonly Func<Schema, DocumentValue, TypedDecodeException> _mismatch;

    public ScalarDecoder(Func<Schema, DocumentValue, TypedDecodeException> mismatch) => _mismatch = mismatch;

    public DocumentNode Read(Schema schema, DocumentValue value)
    {
        switch (schema.Kind)
        {
            case SchemaKind.String when value.IsString:
                return schema.Format switch
                {
                    "date-time" => Time(schema, value),
                    "byte" => Base64(value),
                    _ => value,
                };
            case SchemaKind.Integer when Integer(value) is { } number && (schema.Format != "int32" || number is >= int.MinValue and <= int.MaxValue):
            case SchemaKind.Boolean when value.IsBoolean:
            case SchemaKind.Number when value.IsNumber:
            case SchemaKind.IntOrString when value.IsString || Integer(value) is >= int.MinValue and <= int.MaxValue:
                return value;
            case SchemaKind.Quantity when value.IsString || value.IsNumber:
                return QuantityOf(value);
            case SchemaKind.IntOrString:
                throw new TypedDecodeException($"json: cannot unmarshal {(value.IsBoolean ? "bool" : value.IsNumber ? $"number {value}" : value.IsObject ? "object" : "array")} into Go value of type int32");
            default:
                throw _mismatch(schema, value);
        }
    }

    /// <summary>An integer spelled as one: <c>1.0</c> and <c>1e3</c> are refused, as Go refuses them.</summary>
    private static long? Integer(DocumentValue value)
    {
        var text = value.NumberText;
        return Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length && used > 0 ? number : null;
    }

    private static DocumentNode QuantityOf(DocumentValue value)
    {
        try
        {
            return Quantity.Parse(value.IsString ? value.AsString("").Trim() : value.ToString()).ToString();
        }
        catch (QuantityFormatException error)
        {
            throw new TypedDecodeException(error.Message);
        }
    }

    private static DocumentNode Time(Schema schema, DocumentValue value)
    {
        var text = value.AsString("");
        if (!Timestamps.TryParse(text, out var time))
        {
            var layout = schema.TypeName == MicroTime ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
            throw new TypedDecodeException($"parsing time \"{text}\" as \"{layout}\": cannot parse \"{text}\" as \"2006\"");
        }

        return schema.TypeName == MicroTime ? Timestamps.FormatMicro(time) : Timestamps.Format(time);
    }

    private static DocumentNode Base64(DocumentValue value)
    {
        var text = value.AsString("").ReplaceLineEndings("");
        var buffer = new byte[text.Length];
        if (Convert.TryFromBase64String(text, buffer, out var written))
        {
            return Convert.ToBase64String(buffer.AsSpan(0, written));
        }

        throw new TypedDecodeException($"illegal base64 data at input byte {FirstIllegal(text)}");
    }

    /// <summary>Where Go's decoder stops: the first character outside the alphabet, or the start of the incomplete last quantum's end.</summary>
    private static int FirstIllegal(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('+' or '/'))
            {
                return i;
            }
        }

        return text.Length / 4 * 4;
    }
}
