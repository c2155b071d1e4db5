namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>Keeps the number of updating managers within bounds: the oldest are merged into one entry a version, <c>ancient-changes</c>.</summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/managedfields/internal/capmanagers.go.</remarks>
internal static class UpdateManagersCap
{
    private const int MaxUpdateManagers = 10;
    private const string BucketName = "ancient-changes";

    public static void Apply(ManagedFields managed)
    {
        var updaters = managed.Entries.Where(entry => !entry.IsApply).ToList();
        if (updaters.Count <= MaxUpdateManagers)
        {
            return;
        }

        updaters = [.. updaters.OrderBy(entry => entry.Time?.ToUnixTimeSeconds() ?? 0).ThenBy(Identifier, StringComparer.Ordinal)];
        var firstOfVersion = new Dictionary<string, ManagedFieldsEntry>(StringComparer.Ordinal);
        var count = updaters.Count;
        foreach (var entry in updaters)
        {
            if (count <= MaxUpdateManagers)
            {
                return;
            }

            if (firstOfVersion.TryAdd(entry.ApiVersion, entry))
            {
                continue;
            }

            var bucket = new ManagedFieldsEntry { Manager = BucketName, Operation = ManagedFieldsOperation.Update, ApiVersion = entry.ApiVersion, Fields = entry.Fields };
            var existing = managed.Find(bucket);
            if (existing is null)
            {
                existing = firstOfVersion[entry.ApiVersion];
                managed.Remove(existing);
            }

            managed.Set(bucket with { Fields = entry.Fields.Union(existing.Fields), Time = entry.Time });
            managed.Remove(entry);
            count--;
        }
    }

    /// <summary>Upstream sorts by the JSON of the identifying fields.</summary>
    private static string Identifier(ManagedFieldsEntry entry) => $"{entry.Manager}\"{entry.ApiVersion}\"{entry.Subresource}";
}
