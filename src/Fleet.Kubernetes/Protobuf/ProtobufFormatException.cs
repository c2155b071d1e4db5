namespace Fleet.Kubernetes.Protobuf;

/// <summary>Bytes that are no Kubernetes protobuf object, or one of a kind or with a field this version has no numbers for. A user error.</summary>
public sealed class ProtobufFormatException(string message, Exception? innerException = null) : FormatException(message, innerException);
