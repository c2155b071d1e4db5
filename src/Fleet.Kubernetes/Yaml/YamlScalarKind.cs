namespace Fleet.Kubernetes.Yaml;

/// <summary>What a scalar is.</summary>
internal enum YamlScalarKind : byte
{
    String,

    /// <summary>A time by its looks: a string to readers, quoted by writers.</summary>
    Timestamp,
    Null,
    True,
    False,
    Integer,
    Float,

    /// <summary>NaN or an infinity, which JSON cannot hold.</summary>
    NotFinite,
}
