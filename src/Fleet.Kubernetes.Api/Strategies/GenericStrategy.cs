using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Strategies;

/// <summary>
/// Rules of a kind that has none of its own, and the base of kinds that do: status is split off when <see cref="HasStatus"/>, generation follows
/// changes outside metadata and status when <see cref="HasGeneration"/>, names are DNS subdomains.
/// </summary>
public class GenericStrategy : IResourceStrategy
{
    private static readonly IReadOnlyList<IReadOnlyList<string>> StatusOnly = [["status"]];

    /// <summary>No status, no generation.</summary>
    public static GenericStrategy Instance { get; } = new();

    /// <summary>Writes to the object leave <c>status</c> alone; writes to <c>/status</c> change nothing else.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Writes to <c>/status</c> change no metadata either, as those of custom resources.</summary>
    public bool StatusKeepsMetadata { get; init; }

    /// <summary><c>metadata.generation</c> is 1 at first and rises when anything outside metadata and status changes.</summary>
    public bool HasGeneration { get; init; }

    public bool AllowCreateOnUpdate { get; init; }

    public bool AllowUnconditionalUpdate { get; init; } = true;

    public PropagationPolicy DefaultPropagation { get; init; } = PropagationPolicy.Background;

    public bool ReturnsDeletedObject { get; init; }

    /// <summary>How <c>metadata.name</c> is checked; default <see cref="NameRules.DnsSubdomain"/>.</summary>
    public NameRule NameRule { get; init; } = NameRules.DnsSubdomain;

    public virtual void Normalize(DocumentNode value)
    {
    }

    public virtual void Default(DocumentNode value)
    {
    }

    public virtual void PrepareForCreate(StrategyContext context, DocumentNode value)
    {
        if (HasStatus)
        {
            value.Remove("status");
        }

        if (HasGeneration)
        {
            value.GetOrAddObject("metadata")["generation"] = 1;
        }
    }

    public virtual void PrepareForUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        if (context.Subresource == "status")
        {
            KeepAllButStatus(value, old);
            if (StatusKeepsMetadata)
            {
                KeepMetadata(value, old);
            }

            return;
        }

        if (HasStatus)
        {
            value.With("status", old["status"u8].Exists ? DocumentNode.From(old["status"u8]) : null);
        }

        if (HasGeneration && ChangesSpec(value, old))
        {
            value.GetOrAddObject("metadata")["generation"] = (old["metadata"u8]["generation"u8].AsInt64() ?? 0) + 1;
        }
    }

    public IReadOnlyList<string> ValidateName(string name, bool isPrefix) => NameRule(name, isPrefix);

    public virtual IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value) => [];

    public virtual IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => [];

    public virtual IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) => [];

    public virtual IReadOnlyList<IReadOnlyList<string>> ResetFields(string subresource) => !HasStatus
        ? []
        : subresource == "status" ? [["spec"]] : StatusOnly;

    public virtual long? GracePeriod(DocumentValue value, DeleteOptions options) => null;

    public virtual bool MarkDeleted(DocumentNode value, DateTimeOffset now) => false;

    public virtual bool IsHeld(DocumentValue value) => false;

    public virtual IReadOnlyList<string> DeleteWarnings(DocumentValue value, DeleteOptions options) => [];

    /// <summary>Anything outside apiVersion, kind, metadata and status differs.</summary>
    protected static bool ChangesSpec(DocumentNode value, DocumentValue old)
    {
        foreach (var name in value.Names)
        {
            if (name is not ("apiVersion" or "kind" or "metadata" or "status") && !value[name]!.ToValue().DeepEquals(old[name]))
            {
                return true;
            }
        }

        foreach (var member in old.Members)
        {
            if (!value.Contains(member.Name) && member.Name != "status")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes everything but status (and metadata, which the service guards) from the stored object.</summary>
    protected static void KeepAllButStatus(DocumentNode value, DocumentValue old)
    {
        foreach (var name in value.Names)
        {
            if (name is not ("apiVersion" or "kind" or "metadata" or "status") && !old[name].Exists)
            {
                value.Remove(name);
            }
        }

        foreach (var (name, kept) in old.Members)
        {
            if (name is not ("apiVersion" or "kind" or "metadata" or "status"))
            {
                value[name] = kept;
            }
        }
    }

    /// <summary>Takes the metadata of the stored object but for <c>managedFields</c> and <c>resourceVersion</c>, as custom resources have it.</summary>
    protected static void KeepMetadata(DocumentNode value, DocumentValue old)
    {
        var given = value.GetOrAddObject("metadata");
        var kept = DocumentNode.From(old["metadata"u8]);
        value["metadata"] = kept.With("managedFields", given["managedFields"]).With("resourceVersion", given["resourceVersion"]);
    }
}
