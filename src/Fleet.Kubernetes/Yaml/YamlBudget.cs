namespace Fleet.Kubernetes.Yaml;

/// <summary>
/// Counts the nodes that aliases and merge keys bring in, all documents of a stream together: what stops a small file from becoming a huge document.
/// </summary>
internal sealed class YamlBudget(YamlOptions options)
{
    private int _aliased;

    public bool AllowDuplicateKeys { get; } = options.AllowDuplicateKeys;

    /// <exception cref="YamlFormatException">More than <see cref="YamlOptions.MaxAliasedNodes"/>.</exception>
    public void Spend(int line)
    {
        if (++_aliased > options.MaxAliasedNodes)
        {
            throw Excessive(line);
        }
    }

    public static YamlFormatException Excessive(int line) => new(line, "document contains excessive aliasing");
}
