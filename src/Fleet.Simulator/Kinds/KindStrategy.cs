using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Simulator.Kinds;

/// <summary>
/// Base of the built-in kinds: objects are normalised and defaulted by their structure, and defaulted again after the kind's own preparation, as
/// a server does when it reads back what it stored.
/// </summary>
public class KindStrategy : GenericStrategy
{
    private readonly Schema _schema;
    private readonly DocumentValue _emptyStatus;
    private readonly EmptyLists _emptyLists;

    /// <exception cref="ArgumentException">The kind is not built in.</exception>
    public KindStrategy(GroupVersionKind kind)
    {
        Kind = kind;
        _schema = BuiltInSchemas.Instance.Find(kind) ?? throw new ArgumentException($"{kind} has no built-in structure.", nameof(kind));
        _emptyStatus = EmptyStatus(kind);
        _emptyLists = EmptyLists.Of(_schema);
    }

    public GroupVersionKind Kind { get; }

    /// <summary>Writes through <c>/status</c> cannot change labels (deployments) or nothing but status at all.</summary>
    public bool StatusKeepsLabels { get; init; }

    /// <summary>The status a client sends with a new object is taken (nodes).</summary>
    public bool KeepsStatusOnCreate { get; init; }

    /// <summary>A change of annotations is a new generation too (deployments).</summary>
    public bool AnnotationsRaiseGeneration { get; init; }

    /// <exception cref="ApiException">400: a value does not fit its field.</exception>
    public override void Normalize(DocumentNode value)
    {
        DocumentNode normal;
        try
        {
            normal = Normalisation.Apply(_schema, value.ToValue(), asStored: false);
        }
        catch (TypedDecodeException error)
        {
            throw StatusError.BadRequest($"{Kind.Kind} in version \"{Kind.Version}\" cannot be handled as a {Kind.Kind}: {error.Message}");
        }

        foreach (var name in value.Names)
        {
            value.Remove(name);
        }

        foreach (var name in normal.Names)
        {
            value[name] = normal[name]!;
        }
    }

    public override void Default(DocumentNode value) => Defaults.Apply(_schema, value);

    public sealed override void PrepareForCreate(StrategyContext context, DocumentNode value)
    {
        var given = KeepsStatusOnCreate ? value["status"] : null;
        base.PrepareForCreate(context, value);
        if (HasStatus && _emptyStatus.Exists)
        {
            value["status"] = given ?? _emptyStatus;
        }

        OnCreate(context, value);
        Default(value);
        _emptyLists.Clear(value);
    }

    public sealed override void PrepareForUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        if (context.Subresource.Length == 0)
        {
            OnUpdate(context, value, old);
        }
        else
        {
            OnSubresourceUpdate(context, value, old);
        }

        base.PrepareForUpdate(context, value, old);
        if (context.Subresource == "status" && StatusKeepsLabels)
        {
            value["metadata"]?.With("labels", old["metadata"u8]["labels"u8].Exists ? old["metadata"u8]["labels"u8] : null);
        }
        else if (AnnotationsRaiseGeneration && context.Subresource.Length == 0)
        {
            RaiseForAnnotations(value, old);
        }

        AfterUpdate(context, value, old);
        Default(value);
        _emptyLists.Clear(value);
    }

    public override IReadOnlyList<IReadOnlyList<string>> ResetFields(string subresource) =>
        subresource == "status" && StatusKeepsLabels ? [["spec"], ["metadata", "labels"]] : base.ResetFields(subresource);

    /// <summary>What the kind fills in or resets on a new object, after status was reset and generation set.</summary>
    protected virtual void OnCreate(StrategyContext context, DocumentNode value)
    {
    }

    /// <summary>What the kind keeps from the stored object, before generations are compared.</summary>
    protected virtual void OnUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
    }

    /// <summary>The same for a write through a subresource.</summary>
    protected virtual void OnSubresourceUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
    }

    /// <summary>After the generation is known.</summary>
    protected virtual void AfterUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
    }

    private static void RaiseForAnnotations(DocumentNode value, DocumentValue old)
    {
        var before = old["metadata"u8];
        var generation = before["generation"u8].AsInt64() ?? 0;
        if (value["metadata"] is { } metadata
            && metadata["generation"]?.AsInt64() == generation
            && !(metadata["annotations"]?.ToValue() ?? default).DeepEquals(before["annotations"u8]))
        {
            metadata["generation"] = generation + 1;
        }
    }

    private static DocumentValue EmptyStatus(GroupVersionKind kind)
    {
        var empty = Normalisation.Apply(kind, Document.EmptyObject.Root);
        Defaults.Apply(kind, empty);
        return empty["status"]?.ToValue().ToDocument().Root ?? default;
    }
}
