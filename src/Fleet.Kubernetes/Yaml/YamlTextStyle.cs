namespace Fleet.Kubernetes.Yaml;

internal enum YamlTextStyle : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,

    /// <summary><c>|</c></summary>
    Literal,
}
