using Fleet.Kubernetes.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Reads the events of one stream into nodes, a document at a time, and writes each as a <see cref="Document"/>.</summary>
internal sealed class YamlStream(YamlOptions options)
{
    private readonly YamlOptions _options = options;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private int _nodes;
    private int _depth;

    public List<Document> Read(string text)
    {
        var documents = new List<Document>();
        try
        {
            var parser = new Parser(new StringReader(text));
            var composer = new YamlComposer(_options);
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart)
                {
                    continue;
                }

                parser.MoveNext();
                _anchors.Clear();
                if (ReadNode(parser) is { } root && !IsEmpty(root))
                {
                    documents.Add(composer.Compose(root));
                }
            }
        }
        catch (YamlException error)
        {
            throw new YamlFormatException((int)error.Start.Line, YamlProblems.Describe(error), error);
        }

        return documents;
    }

    private static bool IsEmpty(YamlNode root) => root is { Kind: YamlNodeKind.Scalar, IsPlain: true } && root.Text is "" or "null";

    private YamlNode ReadNode(Parser parser)
    {
        if (++_nodes > _options.MaxNodes)
        {
            throw new YamlFormatException(Line(parser.Current!), $"the input has more than {_options.MaxNodes} nodes");
        }

        if (++_depth > Document.MaxDepth)
        {
            throw new YamlFormatException(Line(parser.Current!), $"the document nests deeper than {Document.MaxDepth} levels");
        }

        var node = parser.Current switch
        {
            Scalar scalar => ReadScalar(scalar),
            AnchorAlias alias => ReadAlias(alias),
            SequenceStart sequence => ReadContainer(parser, sequence, new YamlNode(YamlNodeKind.Sequence, Line(sequence)) { Tag = Tag(sequence) }),
            MappingStart mapping => ReadContainer(parser, mapping, new YamlNode(YamlNodeKind.Mapping, Line(mapping)) { Tag = Tag(mapping) }),
            var other => throw new YamlFormatException(Line(other!), $"unexpected {other!.GetType().Name}"),
        };
        _depth--;
        return node;
    }

    private YamlNode ReadScalar(Scalar scalar)
    {
        var node = new YamlNode(YamlNodeKind.Scalar, Line(scalar))
        {
            Text = scalar.Value,
            Tag = Tag(scalar),
            IsPlain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty,
        };
        Register(scalar, node);
        return node;
    }

    private YamlNode ReadAlias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var target))
        {
            throw new YamlFormatException(Line(alias), $"unknown anchor '{alias.Value}' referenced");
        }

        return target.IsOpen
            ? throw new YamlFormatException(Line(alias), $"anchor '{alias.Value}' value contains itself")
            : new YamlNode(YamlNodeKind.Alias, Line(alias)) { Target = target };
    }

    private YamlNode ReadContainer(Parser parser, NodeEvent start, YamlNode node)
    {
        Register(start, node);
        node.IsOpen = true;
        while (parser.MoveNext() && parser.Current is not (SequenceEnd or MappingEnd))
        {
            node.Add(ReadNode(parser));
        }

        node.IsOpen = false;
        return node;
    }

    private void Register(NodeEvent start, YamlNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }
    }

    private static int Line(ParsingEvent place) => (int)place.Start.Line;

    private static string? Tag(NodeEvent node) => node.Tag.IsEmpty ? null : node.Tag.Value;
}
