using System.Collections.Frozen;
using System.Globalization;

namespace Fleet.Kubernetes.Protobuf;

/// <summary>
/// The numbers of the built-in kinds' protobuf messages, embedded (facts of <c>k8s.io/api</c>'s generated descriptors; numbers are never reused,
/// so they hold for all versions). The form of a line stands at the head of the file.
/// </summary>
internal sealed class ProtobufMessages
{
    private const string ResourceName = "kubernetes-protobuf-numbers.txt";

    private readonly Dictionary<string, ProtobufMessage> _messages = [];
    private readonly FrozenDictionary<(string ApiVersion, string Kind), ProtobufMessage> _kinds;

    private ProtobufMessages(IEnumerable<string> lines)
    {
        var kinds = new Dictionary<(string, string), ProtobufMessage>();
        foreach (var line in lines.Where(line => line is not ['#', ..]))
        {
            var parts = line.Split(' ');
            if (parts[0] == "kind")
            {
                kinds[(parts[1], parts[2])] = Message(parts[3]);
                continue;
            }

            var message = Message(parts[0]);
            foreach (var part in parts.Skip(1))
            {
                var field = part.Split(':');
                message.Fields[int.Parse(field[0], CultureInfo.InvariantCulture)] = Field(field[1], field[2]);
            }
        }

        _kinds = kinds.ToFrozenDictionary();
    }

    /// <summary>Read once, on first use.</summary>
    public static ProtobufMessages Instance { get; } = new(ReadEmbedded());

    /// <summary>The message of a kind; <c>DeleteOptions</c> is the same in every group. Null: there are no numbers for it.</summary>
    public ProtobufMessage? Find(string apiVersion, string kind) =>
        _kinds.GetValueOrDefault((kind == "DeleteOptions" ? "v1" : apiVersion, kind));

    /// <summary>Every message, those inside of kinds included.</summary>
    public IReadOnlyCollection<ProtobufMessage> Messages => _messages.Values;

    private static IEnumerable<string> ReadEmbedded()
    {
        using var stream = typeof(ProtobufMessages).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The embedded resource {ResourceName} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private ProtobufMessage Message(string name) =>
        _messages.TryGetValue(name, out var known) ? known : _messages[name] = new ProtobufMessage(name);

    private ProtobufField Field(string name, string type)
    {
        var shape = type switch { ['[', ..] => ProtobufShape.List, ['{', ..] => ProtobufShape.Map, _ => ProtobufShape.Single };
        var element = shape == ProtobufShape.Single ? type.TrimEnd('!') : type[2..];
        var kind = element switch
        {
            "s" => ProtobufType.String,
            "y" => ProtobufType.Bytes,
            "b" => ProtobufType.Boolean,
            "i" => ProtobufType.Integer,
            _ => ProtobufType.Message,
        };
        return new ProtobufField(
            name.TrimStart('~'), kind, kind == ProtobufType.Message ? Message(element) : null, shape, !type.EndsWith('!'), name.StartsWith('~'));
    }
}
