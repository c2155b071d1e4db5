namespace Fleet.Kubernetes.Protobuf;

/// <summary>How a field's value is laid out (protobuf encoding, "Message Structure"); groups are not used by Kubernetes.</summary>
internal enum ProtobufWireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
