using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.TypedValues;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// Keeps <c>metadata.managedFields</c>: merges an applied configuration into an object, and notes who changed what when an object was written in
/// another way. Pure: it neither fills in defaults nor stores. Thread safe.
/// </summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/managedfields and sigs.k8s.io/structured-merge-diff/v6; KEP-555.</remarks>
public sealed class FieldManager
{
    /// <summary>Whom client-side and server-side apply of kubectl share the last-applied annotation with.</summary>
    private const string Kubectl = "kubectl";

    /// <summary>Stands for whoever wrote an object before it was first applied.</summary>
    private const string BeforeFirstApply = "before-first-apply";

    private static readonly FieldSet NeverOwned = FieldSet.Of(
        [
            FieldPath.Of("apiVersion"), FieldPath.Of("kind"), FieldPath.Of("metadata"),
            .. new[] { "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion" }
                .Select(name => FieldPath.Of("metadata", name)),
        ]);

    private readonly FieldSetPool _pool;
    private readonly ZeroObjects _zeroObjects = new();

    /// <param name="pool">Where equal path elements are shared; one for many field managers.</param>
    public FieldManager(FieldSetPool? pool = null) => _pool = pool ?? new FieldSetPool();

    /// <summary>
    /// Server-side apply: merges <paramref name="applied"/> into <paramref name="live"/>, removes what the manager applied before and nobody owns
    /// any more, and notes the ownership.
    /// </summary>
    /// <param name="live">The stored object, or null to create one.</param>
    /// <param name="applied">The configuration as sent.</param>
    /// <param name="force">Takes over fields of other managers instead of refusing.</param>
    /// <returns>The merged object with its managedFields, defaults of newly added parts still to be filled in.</returns>
    /// <exception cref="ApplyConflictException">Other managers own fields this would change, and <paramref name="force"/> is not set.</exception>
    /// <exception cref="ApplyException">The configuration does not fit the schema, names another kind or carries managedFields.</exception>
    public Document Apply(Document? live, Document applied, FieldManagerContext context, bool force)
    {
        if (GroupVersionKind.Of(applied.Root) is var kind && kind != context.Kind)
        {
            throw new ApplyException(ApplyErrorReason.BadRequest, $"invalid object type: {Describe(kind)}");
        }

        if (!ManagedFields.TryDecode(ObjectParts.ManagedFieldsOf(live), _pool, out var managed, out var error))
        {
            throw new ApplyException(ApplyErrorReason.Internal, $"failed to decode managed fields: {error}");
        }

        var body = ObjectParts.WithoutManagedFields(live ?? Document.EmptyObject);
        var result = ApplyUpgrading(body, applied, managed, context, force, out var ownership);
        if (context.Manager == Kubectl && LastAppliedAnnotation.Of(result.Root) is not null)
        {
            result = LastAppliedAnnotation.Set(result, applied);
        }

        return ObjectParts.With(result, ownership);
    }

    /// <summary>
    /// Any other write (create, update, patch): compares <paramref name="live"/> with <paramref name="updated"/> and makes the manager the owner of
    /// what changed. An empty list, or a list of one empty entry, as managedFields of <paramref name="updated"/> resets them.
    /// </summary>
    /// <param name="live">The stored object, or null when it is being created.</param>
    /// <param name="updated">The object about to be stored, with defaults filled in and strategy applied.</param>
    public Document Update(Document? live, Document updated, FieldManagerContext context)
    {
        var managed = DecodeForUpdate(live, updated, context);
        var body = ObjectParts.WithoutManagedFields(updated);

        // An object that nobody tracks stays so: its fields have no known owner to take them from.
        if (managed.IsEmpty && live is not null && live["metadata"u8]["uid"u8].AsString("").Length > 0)
        {
            return body;
        }

        var before = live is null ? _zeroObjects.Of(context.Schema) : ObjectParts.WithoutManagedFields(live);
        Track(before, body, managed, context, context.Manager);
        UpdateManagersCap.Apply(managed);
        return ObjectParts.With(body, managed);
    }

    /// <summary>kubectl may take over, on its first server-side apply, what it applied client-side and what is unchanged since.</summary>
    private Document ApplyUpgrading(Document live, Document applied, ManagedFields managed, FieldManagerContext context, bool force, out ManagedFields ownership)
    {
        try
        {
            return ApplyTracking(live, applied, managed, context, force, out ownership);
        }
        catch (ApplyConflictException conflict) when (context.Manager == Kubectl && AppliedByClient(live, context) is { } allowed)
        {
            var remaining = conflict.Conflicts.Where(field => !allowed.Contains(field.Path)).ToList();
            if (remaining.Count > 0)
            {
                throw new ApplyConflictException(remaining);
            }

            return ApplyTracking(live, applied, managed, context, force: true, out ownership);
        }
    }

    private Document ApplyTracking(Document live, Document applied, ManagedFields managed, FieldManagerContext context, bool force, out ManagedFields ownership)
    {
        ownership = managed.Clone();
        if (ownership.IsEmpty)
        {
            Track(_zeroObjects.Of(context.Schema), live, ownership, context, BeforeFirstApply);
        }

        return Merge(live, applied, ownership, context, force);
    }

    private Document Merge(Document live, Document applied, ManagedFields managed, FieldManagerContext context, bool force)
    {
        var fields = FieldsOf(applied, context);
        OwnershipUpdater.Reconcile(managed, context);
        using var builder = new DocumentBuilder();
        new TypedMerger(_pool, builder).Merge(live.Root, applied.Root, context.Schema);
        var merged = builder.Build();
        var writer = Entry(context, ManagedFieldsOperation.Apply, context.Manager, fields);
        var last = managed.Find(writer);
        managed.Set(writer = writer with { Time = last?.Time });
        merged = new Pruner(_pool, context.Schema).Prune(merged, last?.Fields ?? FieldSet.Empty, fields, managed);

        var change = new TypedComparer(_pool).Compare(live.Root, merged.Root, context.Schema);
        var visible = change.Without(context.ResetFields);
        if (!force && OwnershipUpdater.ConflictsOf(managed, visible, writer) is { Count: > 0 } conflicts)
        {
            throw new ApplyConflictException(conflicts);
        }

        OwnershipUpdater.Take(managed, visible, writer);
        var owned = fields.Difference(NeverOwned);
        writer = writer with { Fields = owned, Time = change.IsSame ? writer.Time : ToSecond(context.Now) };
        if (owned.IsEmpty)
        {
            managed.Remove(writer);
        }
        else
        {
            managed.Set(last is not null && last.Fields.Equals(owned) ? writer with { Fields = last.Fields, Source = last.Source } : writer);
        }

        return change.IsSame ? live : merged;
    }

    /// <summary>Makes <paramref name="manager"/> the owner of what differs.</summary>
    private void Track(Document before, Document after, ManagedFields managed, FieldManagerContext context, string manager)
    {
        OwnershipUpdater.Reconcile(managed, context);
        var change = new TypedComparer(_pool).Compare(before.Root, after.Root, context.Schema);
        OwnershipUpdater.Take(managed, change.Without(context.ResetFields), writer: null);
        var fields = change.Modified.Union(change.Added);
        fields = (context.ResetFields is { } reset ? fields.RecursiveDifference(reset) : fields).Difference(NeverOwned);
        if (fields.IsEmpty)
        {
            return;
        }

        var entry = Entry(context, ManagedFieldsOperation.Update, manager, fields) with { Time = ToSecond(context.Now) };
        managed.Set(managed.Find(entry) is { } previous ? entry with { Fields = previous.Fields.Union(fields) } : entry);
    }

    /// <summary>What the configuration makes its manager own here.</summary>
    private FieldSet FieldsOf(Document applied, FieldManagerContext context)
    {
        if (!applied["metadata"u8]["managedFields"u8].IsNullOrUndefined)
        {
            throw new ApplyException(ApplyErrorReason.BadRequest, "metadata.managedFields must be nil");
        }

        var fields = TypedFieldSet.Of(applied.Root, context.Schema, _pool, out var fits);
        if (!fits && TypedValidator.Validate(applied.Root, context.Schema, _pool, allowDuplicates: false) is { } error)
        {
            var metadata = applied["metadata"u8];
            throw new ApplyException(
                ApplyErrorReason.Internal,
                $"failed to create typed patch object ({metadata["namespace"u8].AsString("")}/{metadata["name"u8].AsString("")}; {Describe(context.Kind)}): {error}");
        }

        return context.ResetFields is { } reset ? fields.RecursiveDifference(reset) : fields;
    }

    /// <summary>The managedFields an update starts from: those it carries on the main resource, else those of the stored object.</summary>
    private ManagedFields DecodeForUpdate(Document? live, Document updated, FieldManagerContext context)
    {
        var stored = ObjectParts.ManagedFieldsOf(live);
        if (context.Subresource.Length == 0)
        {
            var sent = ObjectParts.ManagedFieldsOf(updated);
            if (IsReset(sent))
            {
                return new ManagedFields();
            }

            if (ManagedFields.TryDecode(sent, _pool, out var managed, out _) && !managed.IsEmpty)
            {
                return managed;
            }
        }

        return ManagedFields.TryDecode(stored, _pool, out var decoded, out _) ? decoded : new ManagedFields();
    }

    /// <summary>What client-side apply noted in the annotation and is still so in the object; null when it noted nothing usable.</summary>
    private FieldSet? AppliedByClient(Document live, FieldManagerContext context)
    {
        if (LastAppliedAnnotation.Of(live.Root) is not { } text)
        {
            return null;
        }

        Document config;
        try
        {
            config = Document.Parse(text);
        }
        catch (DocumentFormatException)
        {
            return null;
        }

        if (config["apiVersion"u8].AsString() != context.Kind.ApiVersion || TypedValidator.Validate(config.Root, context.Schema, _pool, allowDuplicates: false) is not null)
        {
            return null;
        }

        var change = new TypedComparer(_pool).Compare(config.Root, live.Root, context.Schema);
        return TypedFieldSet.Of(config.Root, context.Schema, _pool).Difference(change.Modified).Difference(change.Added).Difference(change.Removed);
    }

    private static ManagedFieldsEntry Entry(FieldManagerContext context, ManagedFieldsOperation operation, string manager, FieldSet fields) => new()
    {
        Manager = manager,
        Operation = operation,
        ApiVersion = context.Kind.ApiVersion,
        Subresource = context.Subresource,
        Fields = fields,
    };

    private static bool IsReset(DocumentValue sent) => sent.IsArray && (sent.Count == 0 || (sent.Count == 1 && sent[0].IsObject && sent[0].Count == 0));

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    /// <summary>Go's GroupVersionKind.String: the group stands before the slash even when it is empty.</summary>
    private static string Describe(GroupVersionKind kind) => $"{kind.Group}/{kind.Version}, Kind={kind.Kind}";
}
