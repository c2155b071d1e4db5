using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Inventory.Workloads;

/// <summary>How workloads are named in the fleet's API.</summary>
internal static class WorkloadNames
{
    private const int HashLength = 10;
    private const int MaxLabel = 63;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> KindCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public static string ObjectName(WorkloadKey key)
    {
        var name = $"{key.Cluster}.{KindPart(key)}.{key.Name}".ToLowerInvariant();
        if (name.Length <= WorkloadKey.MaxObjectName)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToGrainKey())))[..HashLength];
        return $"{name[..(WorkloadKey.MaxObjectName - HashLength - 1)].TrimEnd('.', '-')}-{hash}";
    }

    /// <summary>
    /// The parts are such as API servers let pass (RFC 1123 names, a kind in letters and digits): only then are there a row, a path and a label value of it.
    /// Owner references are not checked by anybody.
    /// </summary>
    public static bool IsServable(WorkloadKey key) =>
        IsName(key.Name, WorkloadKey.MaxObjectName) && (key.Namespace.Length == 0 || IsName(key.Namespace, MaxLabel))
        && (key.Group.Length == 0 || IsName(key.Group, WorkloadKey.MaxObjectName))
        && key.Kind.Length is > 0 and <= MaxLabel && !key.Kind.AsSpan().ContainsAnyExcept(KindCharacters);

    private static bool IsName(string name, int length) =>
        name.Length > 0 && name.Length <= length && !name.AsSpan().ContainsAnyExcept(NameCharacters) && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);

    /// <summary>Only kinds that are really of Kubernetes' own groups go by their name alone: an owner reference can say <c>batch/v1 Deployment</c>.</summary>
    private static string KindPart(WorkloadKey key) => (key.Group, key.Kind) switch
    {
        ("apps", "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet") => key.Kind,
        ("batch", "Job" or "CronJob") => key.Kind,
        ("", "Pod" or "ReplicationController") => key.Kind,
        ("", _) => $"{key.Kind}-core",
        _ => $"{key.Kind}-{key.Group.Replace('.', '-')}",
    };
}
