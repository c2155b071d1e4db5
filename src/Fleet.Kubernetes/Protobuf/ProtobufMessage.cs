namespace Fleet.Kubernetes.Protobuf;

/// <summary>A message type: its name (<c>api.core.v1.PodSpec</c>) and its fields by number.</summary>
internal sealed class ProtobufMessage(string name)
{
    public string Name { get; } = name;

    /// <summary>By number, in rising order.</summary>
    public SortedList<int, ProtobufField> Fields { get; } = [];

    /// <summary>Whether a JSON member of that name has a field here or in an inlined message.</summary>
    public bool Knows(string member)
    {
        foreach (var field in Fields.Values)
        {
            if (field.IsInlined ? field.Message!.Knows(member) : field.Name == member)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A field: how its value is written in JSON.</summary>
/// <param name="Name">The JSON name.</param>
/// <param name="Type">What a value, or one element of it, is.</param>
/// <param name="Message">The type of a message field.</param>
/// <param name="Shape">One value, a list, or a map by string.</param>
/// <param name="IsPointer">Whether zero differs from absent; where it does not, zero is left out, as Go's <c>omitempty</c> does.</param>
/// <param name="IsInlined">Whether the message's fields are members of the object that holds it (an embedded Go struct).</param>
internal sealed record ProtobufField(string Name, ProtobufType Type, ProtobufMessage? Message, ProtobufShape Shape, bool IsPointer, bool IsInlined);

internal enum ProtobufType
{
    String,
    Bytes,
    Boolean,
    Integer,
    Message,
}

internal enum ProtobufShape
{
    Single,
    List,
    Map,
}
