using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>
/// The rules of <c>apiextensions.k8s.io/v1 CustomResourceDefinition</c>. A deleted definition stays, marked as terminating, until its instances are
/// gone (<see cref="CustomResourceController"/>).
/// </summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition.</remarks>
public sealed class CustomResourceDefinitionStrategy : GenericStrategy
{
    /// <summary>Holds a definition until its instances are gone.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    private readonly Schema _structure = BuiltInSchemas.Instance.Find(Kind)!;

    public CustomResourceDefinitionStrategy()
    {
        HasStatus = true;
        HasGeneration = true;
    }

    /// <summary>The kind these rules are for.</summary>
    public static GroupVersionKind Kind { get; } = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition");

    /// <summary>Where it is served.</summary>
    public static GroupVersionResource Resource { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");

    public override void Normalize(DocumentNode value)
    {
        DocumentNode normal;
        try
        {
            normal = Normalisation.Apply(_structure, value.ToValue());
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

    public override void Default(DocumentNode value) => Defaults.Apply(_structure, value);

    public override void PrepareForCreate(StrategyContext context, DocumentNode value)
    {
        base.PrepareForCreate(context, value);
        value["status"] = DocumentNode.Object(
            ("conditions", DocumentNode.Null()),
            ("acceptedNames", DocumentNode.Object(("plural", ""), ("kind", ""))),
            ("storedVersions", DocumentNode.Array(StorageVersions(value).Select(DocumentNode.String))));
    }

    public override void PrepareForUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        base.PrepareForUpdate(context, value, old);
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var stored = value.GetOrAddObject("status").GetOrAddArray("storedVersions");
        foreach (var version in StorageVersions(value))
        {
            if (!stored.Items.Any(item => item.AsString() == version))
            {
                stored.Items.Add(version);
            }
        }
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value) => CustomResourceDefinitionValidation.Create(value);

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) =>
        context.Subresource == "status" ? [] : CustomResourceDefinitionValidation.Update(value, old);

    public override bool MarkDeleted(DocumentNode value, DateTimeOffset now)
    {
        var metadata = value.GetOrAddObject("metadata");
        metadata["deletionTimestamp"] = Timestamps.Format(now);
        var finalizers = metadata.GetOrAddArray("finalizers");
        if (!finalizers.Items.Any(item => item.AsString() == CleanupFinalizer))
        {
            finalizers.Items.Add(CleanupFinalizer);
        }

        var conditions = value.GetOrAddObject("status").GetOrAddArray("conditions");
        CustomResourceConditions.Set(
            conditions,
            "Terminating",
            true,
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
            now);
        return true;
    }

    private static IEnumerable<string> StorageVersions(DocumentNode value) => (value["spec"]?["versions"]?.ToValue() ?? default).Items.ToList()
        .Where(version => version["storage"u8].AsBoolean() == true)
        .Select(version => version["name"u8].AsString(""));
}
