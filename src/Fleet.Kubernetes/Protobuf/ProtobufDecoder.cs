using System.Text.Unicode;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>Writes one message as JSON. Elements of a list may lie apart in the bytes, so a message's fields are first found, then written.</summary>
internal sealed class ProtobufDecoder
{
    private const int MaxDepth = 64;

    private readonly DocumentBuilder _builder = new();

    private readonly record struct Occurrence(int Number, ProtobufWireType Type, Range Value);

    public Document Decode(string apiVersion, string kind, ProtobufMessage message, ReadOnlySpan<byte> bytes)
    {
        using (_builder)
        {
            _builder.StartObject().Name("kind").String(kind).Name("apiVersion").String(apiVersion);
            WriteMembers(message, bytes, depth: 0);
            return _builder.EndObject().Build();
        }
    }

    private void WriteMembers(ProtobufMessage message, ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ProtobufFormatException($"The object is nested deeper than {MaxDepth} messages.");
        }

        var found = Find(bytes);
        for (var index = 0; index < found.Count;)
        {
            var end = index + 1;
            while (end < found.Count && found[end].Number == found[index].Number)
            {
                end++;
            }

            var field = message.Fields.GetValueOrDefault(found[index].Number)
                ?? throw new ProtobufFormatException($"{message.Name} has no known field {found[index].Number}; send the object as JSON.");
            WriteField(field, bytes, found[index..end], depth);
            index = end;
        }
    }

    /// <summary>The fields in order of their numbers, a list's elements in the order they came.</summary>
    private static List<Occurrence> Find(ReadOnlySpan<byte> bytes)
    {
        var found = new List<Occurrence>();
        var reader = new ProtobufReader(bytes);
        while (reader.TryRead(out var number, out var type, out var value))
        {
            found.Add(new Occurrence(number, type, value));
        }

        return [.. found.OrderBy(occurrence => occurrence.Number)];
    }

    private void WriteField(ProtobufField field, ReadOnlySpan<byte> bytes, List<Occurrence> found, int depth)
    {
        var last = found[^1];
        if (field.IsInlined)
        {
            WriteMembers(field.Message!, bytes[last.Value], depth + 1);
            return;
        }

        if (field.Shape == ProtobufShape.Single)
        {
            if (field.IsPointer || !IsZero(field, bytes[last.Value]))
            {
                _builder.Name(field.Name);
                WriteValue(field, last.Type, bytes[last.Value], depth);
            }

            return;
        }

        _builder.Name(field.Name);
        if (field.Shape == ProtobufShape.Map)
        {
            WriteMap(field, bytes, found, depth);
            return;
        }

        _builder.StartArray();
        foreach (var occurrence in found)
        {
            WriteValue(field, occurrence.Type, bytes[occurrence.Value], depth);
        }

        _builder.EndArray();
    }

    private void WriteMap(ProtobufField field, ReadOnlySpan<byte> bytes, List<Occurrence> found, int depth)
    {
        _builder.StartObject();
        foreach (var occurrence in found)
        {
            var entry = bytes[occurrence.Value];
            ReadOnlySpan<byte> key = default, value = default;
            var type = ProtobufWireType.Bytes;
            var reader = new ProtobufReader(entry);
            while (reader.TryRead(out var number, out var wire, out var range))
            {
                key = number == 1 ? entry[range] : key;
                value = number == 2 ? entry[range] : value;
                type = number == 2 ? wire : type;
            }

            _builder.Name(Text(key));
            WriteValue(field, type, value, depth);
        }

        _builder.EndObject();
    }

    private void WriteValue(ProtobufField field, ProtobufWireType type, ReadOnlySpan<byte> value, int depth)
    {
        var expected = field.Type is ProtobufType.Boolean or ProtobufType.Integer ? ProtobufWireType.Varint : ProtobufWireType.Bytes;
        if (type != expected)
        {
            throw new ProtobufFormatException($"Field {field.Name} is encoded as {type}, {expected} is expected.");
        }

        switch (field.Type)
        {
            case ProtobufType.Boolean:
                _builder.Boolean(ProtobufReader.Varint(value) != 0);
                break;
            case ProtobufType.Integer:
                _builder.Number(ProtobufReader.Varint(value));
                break;
            case ProtobufType.String:
                _builder.String(Text(value));
                break;
            case ProtobufType.Bytes:
                _builder.String(Convert.ToBase64String(value));
                break;
            default:
                WriteMessage(field.Message!, value, depth);
                break;
        }
    }

    private void WriteMessage(ProtobufMessage message, ReadOnlySpan<byte> value, int depth)
    {
        if (!ProtobufScalars.TryWrite(_builder, message.Name, value))
        {
            _builder.StartObject();
            WriteMembers(message, value, depth + 1);
            _builder.EndObject();
        }
    }

    private static bool IsZero(ProtobufField field, ReadOnlySpan<byte> value) => field.Type switch
    {
        ProtobufType.Boolean or ProtobufType.Integer => ProtobufReader.Varint(value) == 0,
        ProtobufType.Message => value.IsEmpty && ProtobufScalars.IsTime(field.Message!.Name),
        _ => value.IsEmpty,
    };

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? utf8 : throw new ProtobufFormatException("A string is not valid UTF-8.");
}
