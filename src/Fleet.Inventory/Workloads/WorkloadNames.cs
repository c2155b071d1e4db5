using System.Security.Cryptography;
using System.Text;

namespace Fleet.Inventory.Workloads;

/// <summary>How workloads are named in the fleet's API.</summary>
internal static class WorkloadNames
{
    private const int HashLength = 10;

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

    private static string KindPart(WorkloadKey key) => key.Group is "" or "apps" or "batch"
        ? key.Kind
        : $"{key.Kind}-{key.Group.Replace('.', '-')}";
}
