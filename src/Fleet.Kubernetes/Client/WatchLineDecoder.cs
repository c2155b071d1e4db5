using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>Decodes one line of a watch, <c>{"type":"MODIFIED","object":{…}}</c>, straight into the document of its object.</summary>
internal static class WatchLineDecoder
{
    /// <exception cref="DocumentFormatException">Not such a line: the message says what is wrong with it.</exception>
    public static WatchEvent Decode(ReadOnlySpan<byte> line)
    {
        var reader = new DocumentReader(line);
        WatchEventType? type = null;
        Document? value = null;
        reader.StartObject();
        while (reader.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                type = TypeOf(reader.ReadRawString());
            }
            else if (name.SequenceEqual("object"u8))
            {
                value = reader.ReadDocument();
            }
            else
            {
                reader.Skip();
            }
        }

        reader.End();
        return type is { } known && value is not null && value.Root.IsObject
            ? new WatchEvent(known, value)
            : throw new DocumentFormatException("The watch event has no type or no object.");
    }

    private static WatchEventType TypeOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("MODIFIED"u8) => WatchEventType.Modified,
        _ when type.SequenceEqual("ADDED"u8) => WatchEventType.Added,
        _ when type.SequenceEqual("DELETED"u8) => WatchEventType.Deleted,
        _ when type.SequenceEqual("BOOKMARK"u8) => WatchEventType.Bookmark,
        _ when type.SequenceEqual("ERROR"u8) => WatchEventType.Error,
        _ => throw new DocumentFormatException("The watch event's type is not ADDED, MODIFIED, DELETED, BOOKMARK or ERROR."),
    };
}
