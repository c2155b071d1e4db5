namespace Fleet.Kubernetes.Yaml;

/// <summary>Text that is not YAML, or YAML that JSON cannot hold. The message is worded as <c>kubectl</c>'s: <c>yaml: line 3: …</c>.</summary>
public sealed class YamlFormatException : FormatException
{
    public YamlFormatException(int line, string problem)
        : this(line, problem, null)
    {
    }

    public YamlFormatException(int line, string problem, Exception? innerException)
        : this($"{(line > 0 ? $"line {line}: " : "")}{problem}", line, innerException)
    {
    }

    private YamlFormatException(string problem, int line, Exception? innerException)
        : base($"error converting YAML to JSON: yaml: {problem}", innerException) => Line = line;

    /// <summary>Where, counted from 1; 0 when it is no single place.</summary>
    public int Line { get; }

    internal static YamlFormatException DuplicateKey(int line, string key) =>
        new($"unmarshal errors:\n  line {line}: key \"{key}\" already set in map", line, null);
}
