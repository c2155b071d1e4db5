using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Whether a value fits a scalar type, with the errors of Go's decoders.</summary>
internal static partial class ScalarChecker
{
    private const string QuantityPattern = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

    public static void Check(DocumentValue value, Schema schema, bool checkTypes, StructureDecoder decoder)
    {
        if (!checkTypes)
        {
            return;
        }

        switch (schema.Kind)
        {
            case SchemaKind.Boolean when !value.IsBoolean:
            case SchemaKind.Number when !value.IsNumber:
            case SchemaKind.Object or SchemaKind.Map or SchemaKind.List:
                throw decoder.Mismatch(value, schema);
            case SchemaKind.Integer:
                CheckInteger(value, schema, decoder);
                break;
            case SchemaKind.String:
                CheckString(value, schema, decoder);
                break;
            case SchemaKind.Quantity:
                CheckQuantity(value);
                break;
            case SchemaKind.IntOrString when !value.IsString && !value.IsNumber:
                throw new DecodeException($"json: cannot unmarshal {GoTypes.ValueName(value, false)} into Go value of type int32");
            case SchemaKind.IntOrString when value.IsNumber && value.AsInt64() is not (>= int.MinValue and <= int.MaxValue):
                throw new DecodeException($"json: cannot unmarshal {GoTypes.ValueName(value, true)} into Go value of type int32");
        }
    }

    private static void CheckInteger(DocumentValue value, Schema schema, StructureDecoder decoder)
    {
        if (!value.IsNumber)
        {
            throw decoder.Mismatch(value, schema);
        }

        // Go reads integers by their digits: 1.0 and 1e3 are no integers to it.
        if (!Utf8Parser.TryParse(value.NumberText, out long number, out var used) || used != value.NumberText.Length
            || (schema.Format == "int32" && number is < int.MinValue or > int.MaxValue))
        {
            throw decoder.Mismatch(value, schema, withNumber: true);
        }
    }

    private static void CheckString(DocumentValue value, Schema schema, StructureDecoder decoder)
    {
        if (schema.Format == "date-time")
        {
            CheckTime(value);
            return;
        }

        if (value.AsString() is not { } text)
        {
            throw decoder.Mismatch(value, schema);
        }

        if (schema.Format == "byte")
        {
            CheckBase64(text);
        }
    }

    private static void CheckTime(DocumentValue value)
    {
        if (value.AsString() is not { } text)
        {
            throw new DecodeException($"json: cannot unmarshal {GoTypes.ValueName(value, false)} into Go value of type string");
        }

        if (!Values.Timestamps.TryParse(text, out _))
        {
            throw new DecodeException($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
        }
    }

    private static void CheckQuantity(DocumentValue value)
    {
        var text = value.AsString() ?? (value.IsNumber ? Encoding.UTF8.GetString(value.NumberText) : null);
        if (text is null || !Quantity().IsMatch(text))
        {
            throw new DecodeException($"quantities must match the regular expression '{QuantityPattern}'");
        }

        if (!Values.Quantity.TryParse(text, out _))
        {
            throw new DecodeException("unable to parse quantity's suffix");
        }
    }

    private static void CheckBase64(string text)
    {
        var clean = 0;
        while (clean < text.Length && (char.IsAsciiLetterOrDigit(text[clean]) || text[clean] is '+' or '/' or '\r' or '\n'))
        {
            clean++;
        }

        if (!Base64.IsValid(text.AsSpan()))
        {
            throw new DecodeException($"illegal base64 data at input byte {Math.Min(clean, text.Length)}");
        }
    }

    [GeneratedRegex(QuantityPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Quantity();
}
