using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>
/// Writes one JSON object as a message, or finds that it cannot: a member has no number, or a value is not of the member's type. Absent and null
/// members are left out; readers take them as zero.
/// </summary>
internal static class ProtobufEncoder
{
    public static bool TryWrite(ProtobufWriter writer, ProtobufMessage message, DocumentValue value, bool isRoot = false)
    {
        if (!value.IsObject)
        {
            return false;
        }

        foreach (var member in value.Members)
        {
            if (member.Value.Kind != DocumentKind.Null && !message.Knows(member.Name) && !(isRoot && (member.NameEquals("kind"u8) || member.NameEquals("apiVersion"u8))))
            {
                return false;
            }
        }

        return TryWriteKnown(writer, message, value);
    }

    private static bool TryWriteKnown(ProtobufWriter writer, ProtobufMessage message, DocumentValue value)
    {
        foreach (var (number, field) in message.Fields)
        {
            if (field.IsInlined)
            {
                var inlined = new ProtobufWriter();
                if (!TryWriteKnown(inlined, field.Message!, value))
                {
                    return false;
                }

                writer.Bytes(number, inlined.Written);
                continue;
            }

            var member = value[field.Name];
            if (member.Kind is not (DocumentKind.Undefined or DocumentKind.Null) && !TryWriteField(writer, number, field, member))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteField(ProtobufWriter writer, int number, ProtobufField field, DocumentValue value)
    {
        switch (field.Shape)
        {
            case ProtobufShape.List:
                foreach (var item in value.Items)
                {
                    if (!TryWriteValue(writer, number, field, item))
                    {
                        return false;
                    }
                }

                return value.IsArray;
            case ProtobufShape.Map:
                foreach (var member in value.Members)
                {
                    var entry = new ProtobufWriter();
                    entry.Text(1, member.Name);
                    if (!TryWriteValue(entry, 2, field, member.Value))
                    {
                        return false;
                    }

                    writer.Bytes(number, entry.Written);
                }

                return value.IsObject;
            default:
                return TryWriteValue(writer, number, field, value);
        }
    }

    private static bool TryWriteValue(ProtobufWriter writer, int number, ProtobufField field, DocumentValue value)
    {
        switch (field.Type)
        {
            case ProtobufType.Boolean when value.AsBoolean() is { } boolean:
                writer.Number(number, boolean ? 1 : 0);
                return true;
            case ProtobufType.Integer when value.AsInt64() is { } integer:
                writer.Number(number, integer);
                return true;
            case ProtobufType.String when value.AsString() is { } text:
                writer.Text(number, text);
                return true;
            case ProtobufType.Bytes when value.AsString() is { } base64:
                return TryWriteBase64(writer, number, base64);
            case ProtobufType.Message:
                var message = new ProtobufWriter();
                if (ProtobufScalars.Handles(field.Message!.Name) ? !ProtobufScalars.TryRead(message, field.Message.Name, value) : !TryWrite(message, field.Message, value))
                {
                    return false;
                }

                writer.Bytes(number, message.Written);
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteBase64(ProtobufWriter writer, int number, string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return false;
        }

        writer.Bytes(number, bytes.AsSpan(0, length));
        return true;
    }
}
