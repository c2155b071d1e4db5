using Fleet.Kubernetes.TypedValues;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>Takes from managers what another writer changed or removed.</summary>
/// <remarks>Source: structured-merge-diff, merge/update.go (Updater.update).</remarks>
internal static class OwnershipUpdater
{
    /// <summary>Every field of other managers that the change touches.</summary>
    public static List<FieldConflict> ConflictsOf(ManagedFields managed, TypedComparison change, ManagedFieldsEntry writer)
    {
        var conflicts = new List<FieldConflict>();
        if (change.Modified.IsEmpty && change.Added.IsEmpty)
        {
            return conflicts;
        }

        var touched = change.Modified.Union(change.Added);
        foreach (var entry in managed.Entries)
        {
            if (!entry.IsSameManager(writer))
            {
                conflicts.AddRange(entry.Fields.Intersection(touched).Paths().Select(path => new FieldConflict(entry.DisplayName, path)));
            }
        }

        return conflicts;
    }

    /// <summary>Takes touched and removed fields from every manager but the writer; managers left with nothing go.</summary>
    /// <param name="writer">The entry that keeps everything, or null.</param>
    public static void Take(ManagedFields managed, TypedComparison change, ManagedFieldsEntry? writer)
    {
        var lost = change.Modified.Union(change.Added).Union(change.Removed);
        managed.Update(entry => writer is not null && entry.IsSameManager(writer) ? entry : entry.WithFields(entry.Fields.Difference(lost)));
    }

    /// <summary>
    /// Drops managers at versions that are not served, as what their paths mean is not known, and brings the sets of the others in line with what
    /// the schema says today.
    /// </summary>
    public static void Reconcile(ManagedFields managed, FieldManagerContext context)
    {
        var own = context.Kind.ApiVersion;
        managed.Update(entry => entry.ApiVersion == own || context.ServedVersions?.Contains(entry.ApiVersion) == true
            ? entry.WithFields(FieldSetReconciler.Reconcile(entry.Fields, context.Schema))
            : null);
    }
}
