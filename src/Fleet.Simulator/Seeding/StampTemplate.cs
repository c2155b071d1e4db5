using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// An object made once by the real API and controllers, from which many are made: its texts are filled anew, and what does not differ is held once
/// for all of them. Immutable after compiling.
/// </summary>
internal sealed class StampTemplate
{
    // Smaller values cost more as references than as copies.
    private const int SmallestShared = 64;

    private readonly Node _root;

    private StampTemplate(Node root) => _root = root;

    private enum NodeKind
    {
        Copied,
        Shared,
        Text,
        Object,
        Array,
    }

    /// <param name="prototype">The object.</param>
    /// <param name="tokens">The texts in it that stand for slots.</param>
    /// <param name="start">The time its times are counted from.</param>
    /// <param name="shared">Equal parts, by their JSON; filled as templates are compiled.</param>
    public static StampTemplate Compile(
        Document prototype, IReadOnlyList<(string Token, StampSlot Slot)> tokens, DateTimeOffset start, IDictionary<string, Document> shared) =>
        new(Compile(prototype.Root, tokens, start, shared));

    public Document Create(DocumentBuilder builder, StampValues values)
    {
        Write(_root, builder, values);
        return builder.Build();
    }

    private static Node Compile(DocumentValue value, IReadOnlyList<(string Token, StampSlot Slot)> tokens, DateTimeOffset start, IDictionary<string, Document> shared)
    {
        switch (value.Kind)
        {
            case DocumentKind.Object:
                var members = new List<(StampText Name, Node Value)>();
                foreach (var (name, member) in value.Members)
                {
                    members.Add((StampText.Parse(name, tokens, start), Compile(member, tokens, start, shared)));
                }

                return members.TrueForAll(member => member.Name.IsFixed && member.Value.IsFixed)
                    ? Fixed(value, shared)
                    : new Node(NodeKind.Object) { Members = [.. members] };
            case DocumentKind.Array:
                var items = value.Items.ToList().ConvertAll(item => Compile(item, tokens, start, shared));
                return items.TrueForAll(item => item.IsFixed) ? Fixed(value, shared) : new Node(NodeKind.Array) { Items = [.. items] };
            case DocumentKind.String:
                var text = StampText.Parse(value.AsString()!, tokens, start);
                return text.IsFixed ? new Node(NodeKind.Copied) { Value = value } : new Node(NodeKind.Text) { Text = text };
            default:
                return new Node(NodeKind.Copied) { Value = value };
        }
    }

    private static Node Fixed(DocumentValue value, IDictionary<string, Document> shared)
    {
        var json = value.ToString();
        if (json.Length < SmallestShared)
        {
            return new Node(NodeKind.Copied) { Value = value };
        }

        if (!shared.TryGetValue(json, out var document))
        {
            shared[json] = document = value.ToDocument();
        }

        return new Node(NodeKind.Shared) { Shared = document };
    }

    private static void Write(Node node, DocumentBuilder builder, StampValues values)
    {
        switch (node.Kind)
        {
            case NodeKind.Copied:
                builder.Value(node.Value);
                break;
            case NodeKind.Shared:
                builder.Reference(node.Shared!);
                break;
            case NodeKind.Text:
                builder.String(node.Text!.Fill(values));
                break;
            case NodeKind.Object:
                builder.StartObject();
                foreach (var (name, member) in node.Members!)
                {
                    builder.Name(name.Fill(values));
                    Write(member, builder, values);
                }

                builder.EndObject();
                break;
            default:
                builder.StartArray();
                foreach (var item in node.Items!)
                {
                    Write(item, builder, values);
                }

                builder.EndArray();
                break;
        }
    }

    private sealed class Node(NodeKind kind)
    {
        public NodeKind Kind => kind;

        public bool IsFixed => kind is NodeKind.Copied or NodeKind.Shared;

        public DocumentValue Value { get; init; }

        public Document? Shared { get; init; }

        public StampText? Text { get; init; }

        public (StampText Name, Node Value)[]? Members { get; init; }

        public Node[]? Items { get; init; }
    }
}
