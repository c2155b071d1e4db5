namespace Fleet.Kubernetes.Protobuf;

/// <summary>Reads the protobuf wire format front to back. Everything it reads is hostile: lengths and tags are checked against what is there.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>The next field's number and where its value stands (a varint's own bytes; the content of a length-delimited one).</summary>
    public bool TryRead(out int number, out ProtobufWireType type, out Range value)
    {
        (number, type, value) = (0, default, default);
        if (_position >= _bytes.Length)
        {
            return false;
        }

        var tag = ReadVarint();
        number = tag >> 3 is > 0 and <= 536_870_911 ? (int)(tag >> 3) : throw new ProtobufFormatException($"Field number {tag >> 3} is not valid.");
        type = (ProtobufWireType)(tag & 7);
        var start = _position;
        var length = type switch
        {
            ProtobufWireType.Varint => VarintLength(),
            ProtobufWireType.Fixed64 => 8,
            ProtobufWireType.Fixed32 => 4,
            ProtobufWireType.Bytes => ReadLength(ref start),
            _ => throw new ProtobufFormatException($"Wire type {(int)type} of field {number} is not supported."),
        };
        if (length > _bytes.Length - start)
        {
            throw new ProtobufFormatException($"Field {number} needs {length} bytes, {_bytes.Length - start} are left.");
        }

        _position = start + length;
        value = start.._position;
        return true;
    }

    /// <summary>The varint at the start of the bytes.</summary>
    public static long Varint(ReadOnlySpan<byte> value) => (long)new ProtobufReader(value).ReadVarint();

    private int VarintLength()
    {
        var start = _position;
        ReadVarint();
        return _position - start;
    }

    private int ReadLength(ref int start)
    {
        var length = ReadVarint();
        start = _position;
        return length <= int.MaxValue ? (int)length : throw new ProtobufFormatException($"A length of {length} is too much.");
    }

    private ulong ReadVarint()
    {
        var result = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _bytes.Length)
            {
                throw new ProtobufFormatException("The bytes end within a number.");
            }

            var next = _bytes[_position++];
            result |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return result;
            }
        }

        throw new ProtobufFormatException("A number is longer than ten bytes.");
    }
}
