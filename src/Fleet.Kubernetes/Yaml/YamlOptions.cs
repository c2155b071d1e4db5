namespace Fleet.Kubernetes.Yaml;

/// <summary>Bounds and leniency of reading YAML.</summary>
public sealed record YamlOptions
{
    /// <summary>What <see cref="YamlReader"/> uses unless told otherwise.</summary>
    public static YamlOptions Default { get; } = new();

    /// <summary>Longer input is refused.</summary>
    public int MaxBytes { get; init; } = 64 << 20;

    /// <summary>How many nodes the documents of one stream may have, aliases expanded.</summary>
    public int MaxNodes { get; init; } = 4_000_000;

    /// <summary>How many nodes may come from aliases: what stops a small file from becoming a huge document.</summary>
    public int MaxAliasedNodes { get; init; } = 100_000;

    /// <summary>A key that is set twice is taken from its last place instead of being an error (<c>kubectl</c> without validation).</summary>
    public bool AllowDuplicateKeys { get; init; }
}
