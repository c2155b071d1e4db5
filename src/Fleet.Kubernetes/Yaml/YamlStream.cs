using System.Buffers;
using Fleet.Kubernetes.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Reads the events of one stream into nodes, a document at a time, and writes each as a <see cref="Document"/>.</summary>
internal sealed class YamlStream(YamlOptions options)
{
    /// <summary>What no YAML may hold outside of escapes.</summary>
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(code => char.IsControl(code) && code is not ('\t' or '\n' or '\r' or '\u0085')), '\uFFFE', '\uFFFF']);

    private readonly YamlOptions _options = options;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private int _nodes;
    private int _depth;

    public List<Document> Read(string text)
    {
        var control = text.AsSpan().IndexOfAny(ControlCharacters);
        if (control >= 0)
        {
            throw new YamlFormatException(text.AsSpan(0, control).Count('\n') + 1, "control characters are not allowed");
        }

        var documents = new List<Document>();
        try
        {
            var parser = new Parser(new StringReader(text));
            var composer = new YamlComposer(_options);
            while (MoveNext(parser))
            {
                if (parser.Current is not DocumentStart)
                {
                    continue;
                }

                MoveNext(parser);
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

    /// <summary>Some malformed input ends in the parser's own assertions instead of its errors.</summary>
    private static bool MoveNext(Parser parser)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new YamlFormatException((int)(parser.Current?.End.Line ?? 0), "unknown problem parsing YAML content", error);
        }
    }

    private static bool IsEmpty(YamlNode root) => root is { Kind: YamlNodeKind.Scalar, IsPlain: true } && YamlScalars.Resolve(root.Text).Kind == YamlScalarKind.Null;

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
        while (MoveNext(parser) && parser.Current is not (SequenceEnd or MappingEnd))
        {
            node.Add(ReadNode(parser));
        }

        if (node.Kind == YamlNodeKind.Mapping && node.Children.Count % 2 != 0)
        {
            throw new YamlFormatException(node.Line, "did not find expected key");
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
