namespace Fleet.Kubernetes.Yaml;

/// <summary>A node of the stream before aliases are expanded and merge keys are applied.</summary>
internal sealed class YamlNode(YamlNodeKind kind, int line)
{
    private List<YamlNode>? _children;

    public YamlNodeKind Kind { get; } = kind;

    public int Line { get; } = line;

    /// <summary>The text of a scalar.</summary>
    public string Text { get; init; } = "";

    /// <summary>The explicit tag, or null.</summary>
    public string? Tag { get; init; }

    /// <summary>A scalar without quotes and without a tag, whose type is told by its text.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Elements of a sequence; keys and values of a mapping in turn.</summary>
    public IReadOnlyList<YamlNode> Children => _children ?? (IReadOnlyList<YamlNode>)[];

    /// <summary>What an alias stands for.</summary>
    public YamlNode? Target { get; init; }

    /// <summary>Still being read: an alias to it would be endless.</summary>
    public bool IsOpen { get; set; }

    public void Add(YamlNode child) => (_children ??= []).Add(child);
}
