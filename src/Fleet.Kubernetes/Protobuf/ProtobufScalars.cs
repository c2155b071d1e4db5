using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>Messages that are one value in JSON: times, quantities, int-or-string, raw JSON, and lists that stand for themselves.</summary>
internal static class ProtobufScalars
{
    private const string Time = "apimachinery.pkg.apis.meta.v1.Time";
    private const string MicroTime = "apimachinery.pkg.apis.meta.v1.MicroTime";

    public static bool IsTime(string message) => message is Time or MicroTime;

    public static bool TryWrite(DocumentBuilder builder, string message, ReadOnlySpan<byte> value)
    {
        switch (message)
        {
            case Time:
                WriteTime(builder, value, Timestamps.Format);
                return true;
            case MicroTime:
                WriteTime(builder, value, Timestamps.FormatMicro);
                return true;
            case "apimachinery.pkg.api.resource.Quantity":
                builder.String(Bytes(value, 1) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : "0");
                return true;
            case "apimachinery.pkg.util.intstr.IntOrString":
                WriteIntOrString(builder, value);
                return true;
            case "apimachinery.pkg.apis.meta.v1.FieldsV1" or "apimachinery.pkg.runtime.RawExtension":
                WriteRaw(builder, Bytes(value, 1));
                return true;
            default:
                return message.EndsWith(".ExtraValue", StringComparison.Ordinal) && WriteItems(builder, value);
        }
    }

    private static void WriteTime(DocumentBuilder builder, ReadOnlySpan<byte> value, Func<DateTimeOffset, string> format)
    {
        if (value.IsEmpty)
        {
            builder.Null();
            return;
        }

        var seconds = Number(value, 1);
        if (seconds is < -62_135_596_800 or > 253_402_300_799)
        {
            throw new ProtobufFormatException($"A time of {seconds} seconds is outside the years 1 to 9999.");
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(Math.Clamp(Number(value, 2), 0, 999_999_999) / 100);
        builder.String(format(time));
    }

    private static void WriteIntOrString(DocumentBuilder builder, ReadOnlySpan<byte> value)
    {
        if (Number(value, 1) == 0)
        {
            builder.Number(Number(value, 2));
        }
        else
        {
            builder.String(Encoding.UTF8.GetString(Bytes(value, 3)));
        }
    }

    private static void WriteRaw(DocumentBuilder builder, ReadOnlySpan<byte> json)
    {
        try
        {
            builder.Value(Document.Parse(json.IsEmpty ? "null"u8.ToArray() : json.ToArray()).Root);
        }
        catch (DocumentFormatException error)
        {
            throw new ProtobufFormatException("Embedded raw JSON is not valid: " + error.Message, error);
        }
    }

    private static bool WriteItems(DocumentBuilder builder, ReadOnlySpan<byte> value)
    {
        builder.StartArray();
        var reader = new ProtobufReader(value);
        while (reader.TryRead(out var number, out _, out var range))
        {
            if (number == 1)
            {
                builder.String(Encoding.UTF8.GetString(value[range]));
            }
        }

        builder.EndArray();
        return true;
    }

    private static long Number(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtobufReader(message);
        var result = 0L;
        while (reader.TryRead(out var number, out var type, out var range))
        {
            result = number == field && type == ProtobufWireType.Varint ? ProtobufReader.Varint(message[range]) : result;
        }

        return result;
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtobufReader(message);
        ReadOnlySpan<byte> result = default;
        while (reader.TryRead(out var number, out var type, out var range))
        {
            result = number == field && type == ProtobufWireType.Bytes ? message[range] : result;
        }

        return result;
    }
}
