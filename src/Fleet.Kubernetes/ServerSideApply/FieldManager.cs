using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// Keeps <c>metadata.managedFields</c>: merges an applied configuration into an object, and notes who changed what when an object was written in
/// another way. Pure: it neither fills in defaults nor stores. Thread safe.
/// </summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/managedfields and sigs.k8s.io/structured-merge-diff/v6; KEP-555.</remarks>
public sealed class FieldManager
{
    private readonly FieldSetPool _pool;

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
    public Document Apply(Document? live, Document applied, FieldManagerContext context, bool force) => throw new NotImplementedException();

    /// <summary>
    /// Any other write (create, update, patch): compares <paramref name="live"/> with <paramref name="updated"/> and makes the manager the owner of
    /// what changed. An empty list, or a list of one empty entry, as managedFields of <paramref name="updated"/> resets them.
    /// </summary>
    /// <param name="live">The stored object, or null when it is being created.</param>
    /// <param name="updated">The object about to be stored, with defaults filled in and strategy applied.</param>
    public Document Update(Document? live, Document updated, FieldManagerContext context) => throw new NotImplementedException();
}
