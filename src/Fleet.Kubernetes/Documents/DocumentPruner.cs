using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// Makes a document small enough to keep by the million: leaves out declared paths and, with a <see cref="DocumentPool"/>, holds what other documents
/// have too by reference. Immutable and thread safe.
/// </summary>
public sealed class DocumentPruner
{
    /// <summary>Stands for every element of a list, or every member of a map.</summary>
    public const string Every = "*";

    private readonly PathNode _paths = new([]);
    private readonly DocumentPool? _pool;

    /// <param name="paths">What to leave out: member names from the root; lists are stepped into by <see cref="Every"/>.</param>
    /// <param name="pool">Where equal subtrees are shared, or null.</param>
    public DocumentPruner(IEnumerable<IReadOnlyList<string>> paths, DocumentPool? pool = null)
    {
        foreach (var path in paths)
        {
            _paths.Add(path);
        }

        _pool = pool;
    }

    /// <summary>
    /// What an inventory does not look at: the copy <c>kubectl apply</c> leaves in an annotation (server-side apply made it redundant), and the parts of a
    /// status that change without meaning.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> InventoryPaths { get; } =
    [
        ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
        ["metadata", "selfLink"],
        ["status", "conditions", Every, "lastProbeTime"],
        ["status", "conditions", Every, "lastUpdateTime"],
        ["status", "conditions", Every, "lastHeartbeatTime"],
        ["status", "containerStatuses", Every, "imageID"],
        ["status", "containerStatuses", Every, "containerID"],
        ["status", "initContainerStatuses", Every, "imageID"],
        ["status", "initContainerStatuses", Every, "containerID"],
        ["status", "images"],
    ];

    /// <summary>The paths of <see cref="InventoryPaths"/> and <c>metadata.managedFields</c>.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> InventoryPathsWithoutOwners { get; } = [.. InventoryPaths, ["metadata", "managedFields"]];

    /// <summary>The document without what is to be left out; the same one when there is nothing to do.</summary>
    public Document Prune(Document document)
    {
        var source = document.Shared is null ? document : Document.Parse(document.ToUtf8().Span);
        using var builder = new DocumentBuilder();
        var changed = false;
        Write(source.Root, _paths, builder, ref changed);
        return changed ? builder.Build() : document;
    }

    private void Write(DocumentValue value, PathNode? paths, DocumentBuilder builder, ref bool changed)
    {
        if (value.Kind < DocumentKind.Array)
        {
            builder.Value(value);
            return;
        }

        var isShareable = _pool is not null && value.Raw.Length >= DocumentPool.MinBytes;
        if (paths is null && !isShareable)
        {
            builder.Value(value);
            return;
        }

        // Something may have to be left out below: only what stays whole can be shared.
        if (paths is null && _pool!.TryShare(value, out var shared))
        {
            builder.Reference(shared);
            changed = true;
            return;
        }

        if (value.IsObject)
        {
            WriteObject(value, paths, builder, ref changed);
        }
        else
        {
            WriteArray(value, paths, builder, ref changed);
        }
    }

    private void WriteObject(DocumentValue value, PathNode? paths, DocumentBuilder builder, ref bool changed)
    {
        builder.StartObject();
        foreach (var member in value.Members)
        {
            var below = paths?.Find(member);
            if (below is { IsEnd: true })
            {
                changed = true;
                continue;
            }

            builder.RawName(member.RawName);
            Write(member.Value, below, builder, ref changed);
        }

        builder.EndObject();
    }

    private void WriteArray(DocumentValue value, PathNode? paths, DocumentBuilder builder, ref bool changed)
    {
        builder.StartArray();
        foreach (var item in value.Items)
        {
            Write(item, paths?.EveryNode, builder, ref changed);
        }

        builder.EndArray();
    }

    private sealed class PathNode(byte[] name)
    {
        private readonly List<PathNode> _below = [];

        public bool IsEnd { get; private set; }

        public PathNode? EveryNode { get; private set; }

        public void Add(IReadOnlyList<string> path)
        {
            var node = this;
            foreach (var part in path)
            {
                node = node.GetOrAdd(part);
            }

            node.IsEnd = true;
        }

        public PathNode? Find(DocumentMember member)
        {
            foreach (var node in _below)
            {
                if (member.NameEquals(node.Name))
                {
                    return node;
                }
            }

            return EveryNode;
        }

        private byte[] Name { get; } = name;

        private PathNode GetOrAdd(string part)
        {
            if (part == Every)
            {
                return EveryNode ??= new PathNode([]);
            }

            var utf8 = Encoding.UTF8.GetBytes(part);
            var found = _below.Find(node => node.Name.AsSpan().SequenceEqual(utf8));
            if (found is null)
            {
                _below.Add(found = new PathNode(utf8));
            }

            return found;
        }
    }
}
