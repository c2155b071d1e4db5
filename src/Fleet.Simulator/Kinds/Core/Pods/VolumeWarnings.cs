using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>What the volumes of an accepted pod are warned of: plugins that are gone, files that hide each other.</summary>
internal static class VolumeWarnings
{
    private static readonly (string Source, string Message)[] Deprecated =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    public static void Add(DocumentValue volumes, string field, ICollection<string> warnings)
    {
        var index = 0;
        foreach (var volume in volumes.Items)
        {
            var path = ContainerValidation.At(field, index++);
            foreach (var (source, message) in Deprecated)
            {
                if (volume[source].IsObject)
                {
                    warnings.Add($"{path}.{(source == "storageos" ? "storageOS" : source)}: {message}");
                }
            }

            if (volume["ephemeral"u8]["volumeClaimTemplate"u8]["spec"u8] is { IsObject: true } claim)
            {
                StorageWarnings.OfClaimSpec(claim, $"{path}.ephemeral.volumeClaimTemplate.spec", warnings);
            }
        }

        foreach (var volume in volumes.Items)
        {
            Overlaps(volume, warnings);
        }
    }

    private static void Overlaps(DocumentValue volume, ICollection<string> warnings)
    {
        var name = volume["name"u8].AsString("");
        Check(Paths(volume["configMap"u8]), $"volume \"{name}\" (ConfigMap \"{volume["configMap"u8]["name"u8].AsString("")}\"): overlapping paths", warnings);
        Check(Paths(volume["secret"u8]), $"volume \"{name}\" (Secret \"{volume["secret"u8]["secretName"u8].AsString("")}\"): overlapping paths", warnings);
        Check(Paths(volume["downwardAPI"u8]), $"volume \"{name}\" (DownwardAPI): overlapping paths", warnings);
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in volume["projected"u8]["sources"u8].Items)
        {
            if (source.Count == 0)
            {
                warnings.Add($"volume \"{name}\" (Projected) has no sources provided");
                continue;
            }

            var (paths, described) = Projection(source);
            if (paths.Count == 0)
            {
                continue;
            }

            var message = $"volume \"{name}\" (Projected {described}): overlapping paths";
            Check(paths, message, warnings);

            // Upstream looks at the paths once alone and once, sorted, together with those of the sources before.
            Check([.. paths.Distinct(StringComparer.Ordinal).Concat(all).Order(StringComparer.Ordinal)], message, warnings);
            all.UnionWith(paths);
        }
    }

    private static (List<string> Paths, string Described) Projection(DocumentValue source)
    {
        var bundle = source["clusterTrustBundle"u8];
        return source switch
        {
            _ when source["configMap"u8]["items"u8].IsArray => (Paths(source["configMap"u8]), $"ConfigMap \"{source["configMap"u8]["name"u8].AsString("")}\""),
            _ when source["secret"u8]["items"u8].IsArray => (Paths(source["secret"u8]), $"Secret \"{source["secret"u8]["name"u8].AsString("")}\""),
            _ when source["downwardAPI"u8]["items"u8].IsArray => (Paths(source["downwardAPI"u8]), "DownwardAPI"),
            _ when source["serviceAccountToken"u8].IsObject => ([source["serviceAccountToken"u8]["path"u8].AsString("")], "ServiceAccountToken"),
            _ when bundle.IsObject => ([bundle["path"u8].AsString("")], $"ClusterTrustBundle \"{bundle["name"u8].AsString() ?? bundle["signerName"u8].AsString("")}\""),
            _ => ([], ""),
        };
    }

    private static List<string> Paths(DocumentValue source) => source["items"u8].Items.ToList().ConvertAll(item => item["path"u8].AsString(""));

    private static void Check(List<string> paths, string message, ICollection<string> warnings)
    {
        var seen = new List<string>();
        foreach (var path in paths.Select(path => path.TrimEnd('/')))
        {
            if (path.Length > 0 && seen.Find(other => Overlap(other, path)) is { } other)
            {
                warnings.Add($"{message}: \"{path}\" with \"{other}\"");
            }

            if (!seen.Contains(path))
            {
                seen.Add(path);
            }
        }
    }

    private static bool Overlap(string left, string right) =>
        left == right || $"{left}/".StartsWith(right, StringComparison.Ordinal) || $"{right}/".StartsWith(left, StringComparison.Ordinal);
}
