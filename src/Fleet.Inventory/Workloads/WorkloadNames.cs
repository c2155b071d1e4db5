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
        var isBuiltIn = IsBuiltIn(key.Group, key.Kind);
        var name = $"{key.Cluster}.{(isBuiltIn ? key.Kind : KindPart(key))}.{key.Name}".ToLowerInvariant();
        if (isBuiltIn && name.Length <= WorkloadKey.MaxObjectName)
        {
            return name;
        }

        // In lower case and with - for . two groups and kinds can read the same: only the hash, which is of the key as it is, tells them apart.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToGrainKey())))[..HashLength];
        var kept = Math.Min(name.Length, WorkloadKey.MaxObjectName - HashLength - 1);
        return $"{name[..kept].TrimEnd('.', '-')}-{hash}";
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
    private static bool IsBuiltIn(string group, string kind) => (group, kind) switch
    {
        ("apps", "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet") => true,
        ("batch", "Job" or "CronJob") => true,
        ("", "Pod" or "ReplicationController") => true,
        _ => false,
    };

    private static string KindPart(WorkloadKey key) => $"{key.Kind}-{(key.Group.Length == 0 ? "core" : key.Group.Replace('.', '-'))}";
}
