namespace Fleet.Kubernetes.Yaml;

internal enum YamlNodeKind : byte
{
    Scalar,
    Sequence,
    Mapping,
    Alias,
}
