using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>Messages that are one value in JSON: times, quantities, int-or-string, raw JSON, and lists that stand for themselves.</summary>
internal static class ProtobufScalars
{
    private const string Time = "apimachinery.pkg.apis.meta.v1.Time";
    private const string MicroTime = "apimachinery.pkg.apis.meta.v1.MicroTime";
    private const string Quantity = "apimachinery.pkg.api.resource.Quantity";
    private const string IntOrString = "apimachinery.pkg.util.intstr.IntOrString";
    private const string FieldsV1 = "apimachinery.pkg.apis.meta.v1.FieldsV1";
    private const string RawExtension = "apimachinery.pkg.runtime.RawExtension";

    public static bool IsTime(string message) => message is Time or MicroTime;

    public static bool Handles(string message) => IsTime(message) || message is Quantity or IntOrString or FieldsV1 or RawExtension || IsList(message);

    /// <summary>Writes the message of a JSON value; false: the value is not of that type.</summary>
    public static bool TryRead(ProtobufWriter writer, string message, DocumentValue value)
    {
        switch (message)
        {
            case Time or MicroTime:
                return TryReadTime(writer, value);
            case Quantity when value.AsString() is { } quantity:
                writer.Text(1, quantity);
                return true;
            case IntOrString when value.AsInt64() is { } number and >= int.MinValue and <= int.MaxValue:
                writer.Number(1, 0);
                writer.Number(2, number);
                return true;
            case IntOrString when value.AsString() is { } text:
                writer.Number(1, 1);
                writer.Text(3, text);
                return true;
            case FieldsV1 or RawExtension:
                writer.Text(1, value.ToString());
                return true;
            default:
                return IsList(message) && TryReadItems(writer, value);
        }
    }

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
            case Quantity:
                builder.String(Bytes(value, 1) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : "0");
                return true;
            case IntOrString:
                WriteIntOrString(builder, value);
                return true;
            case FieldsV1 or RawExtension:
                WriteRaw(builder, Bytes(value, 1));
                return true;
            default:
                return IsList(message) && WriteItems(builder, value);
        }
    }

    private static bool IsList(string message) => message.EndsWith(".ExtraValue", StringComparison.Ordinal);

    private static bool TryReadTime(ProtobufWriter writer, DocumentValue value)
    {
        if (!Timestamps.TryParse(value.AsString(), out var time))
        {
            return false;
        }

        writer.Number(1, time.ToUnixTimeSeconds());
        writer.Number(2, time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        return true;
    }

    private static bool TryReadItems(ProtobufWriter writer, DocumentValue value)
    {
        foreach (var item in value.Items)
        {
            if (item.AsString() is not { } text)
            {
                return false;
            }

            writer.Text(1, text);
        }

        return value.IsArray;
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
