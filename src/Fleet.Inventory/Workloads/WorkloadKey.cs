namespace Fleet.Inventory.Workloads;

/// <summary>The identity of a workload in the fleet: the controller object that owns its pods (or a bare pod), and the cluster it is in.</summary>
/// <param name="Cluster">A DNS-1123 label.</param>
/// <param name="Group">The API group; empty for pods.</param>
/// <param name="Kind">As in <c>kind:</c>.</param>
/// <param name="Namespace">The member namespace; empty for cluster-scoped kinds.</param>
/// <param name="Name">The member object's name.</param>
public readonly record struct WorkloadKey(string Cluster, string Group, string Kind, string Namespace, string Name)
{
    private const int MaxName = 253;

    private const char Separator = '|';

    /// <summary>
    /// <c>metadata.name</c> of the <c>Workload</c>: <c>&lt;cluster&gt;.&lt;kind&gt;.&lt;name&gt;</c> in lower case; a kind that is not one of Kubernetes' own is
    /// <c>&lt;kind&gt;-&lt;group with - for .&gt;</c>, as kinds of one name can be in two groups, and the whole ends in <c>-</c> and the first 10 hexadecimal digits of
    /// the SHA-256 of <see cref="ToGrainKey"/>. So does, cut to 253, whatever is longer.
    /// </summary>
    public string ObjectName => WorkloadNames.ObjectName(this);

    /// <summary>The key of the grains about it: parts escaped and joined by <c>|</c>; <see cref="Parse"/> reads it back.</summary>
    public string ToGrainKey() => string.Join(Separator, Escape(Cluster), Escape(Group), Escape(Kind), Escape(Namespace), Escape(Name));

    /// <exception cref="FormatException">Not five parts.</exception>
    public static WorkloadKey Parse(string grainKey)
    {
        var parts = grainKey.Split(Separator);
        return parts.Length == 5
            ? new(Unescape(parts[0]), Unescape(parts[1]), Unescape(parts[2]), Unescape(parts[3]), Unescape(parts[4]))
            : throw new FormatException($"The workload key \"{grainKey}\" has {parts.Length} parts; cluster|group|kind|namespace|name is accepted.");
    }

    public override string ToString() => Namespace.Length == 0 ? $"{Cluster}: {Kind} {Name}" : $"{Cluster}: {Kind} {Namespace}/{Name}";

    internal static int MaxObjectName => MaxName;

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal);

    private static string Unescape(string part) => part.Replace("%7C", "|", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
