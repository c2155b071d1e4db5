using Fleet.Kubernetes.Api.Decoding;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.ServerSideApply;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>
/// The <c>scale</c> subresource: reads and writes <c>autoscaling/v1 Scale</c> in place of the object, and hands the ownership of the replicas
/// field over (upstream <c>scaleUpdatedObjectInfo</c>).
/// </summary>
internal sealed class ScaleWriter(ResourceService service)
{
    public static readonly GroupVersionKind Kind = new("autoscaling", "v1", "Scale");

    public ValueTask<WriteResult> UpdateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken)
    {
        var value = service.Decoder.Decode(context, target, Kind, Schema(target), body).Root.ToNode();
        ObjectNames.PlaceInNamespace(target, value);
        ObjectNames.CheckName(target, value.ToValue());
        var scale = value.ToDocument();
        return RunAsync(context, target, scale["metadata"u8]["uid"u8].AsString(""), _ => scale, apply: null, cancellationToken);
    }

    public ValueTask<WriteResult> PatchAsync(RequestContext context, ResourceTarget target, Patch patch, CancellationToken cancellationToken)
    {
        var applier = new PatchApplier(context, patch);
        return patch.Type == PatchType.Apply
            ? RunAsync(context, target, "", _ => applier.Body, patch, cancellationToken)
            : RunAsync(context, target, "", old => Patched(context, target, old, applier), apply: null, cancellationToken);
    }

    private async ValueTask<WriteResult> RunAsync(
        RequestContext context, ResourceTarget target, string uid, Func<Document, Document> change, Patch? apply, CancellationToken cancellationToken)
    {
        var plan = new UpdatePlan
        {
            Context = context,
            Target = target,
            Uid = uid,
            IsUnconditional = true,
            Produce = live => Produce(context, target, live!, change, apply),
        };
        var result = (await service.Updater.RunAsync(plan, cancellationToken).ConfigureAwait(false))!;
        return result with { Object = ScaleProjection.Read(result.Object, target.Subresource!.Scale!) };
    }

    private Document Produce(RequestContext context, ResourceTarget target, Document live, Func<Document, Document> change, Patch? apply)
    {
        var paths = target.Subresource!.Scale!;
        var owned = live["metadata"u8]["managedFields"u8];
        var replicas = ReplicasPaths(target.Resource, paths);
        var old = ScaleProjection.Read(live, paths, ScaleManagedFields.ToScale(owned, replicas));
        var changed = change(old);
        var now = service.Time.GetUtcNow();
        var manager = new FieldManagerContext
        {
            Schema = Schema(target),
            Kind = Kind,
            Manager = FieldOwnership.ManagerOf(context),
            Now = now,
            Subresource = target.Subresource.Name,
        };
        var scale = apply is null
            ? service.Options.FieldManager.Update(old, changed, manager)
            : service.Ownership.ApplyScale(target, old, changed, apply.Force, manager);
        Validate(target, scale.Root);
        var value = live.Root.ToNode();
        SetReplicas(value, paths.SpecReplicas, scale["spec"u8]["replicas"u8]);
        var metadata = ObjectNames.Metadata(value);
        var managed = ScaleManagedFields.ToParent(owned, scale["metadata"u8]["managedFields"u8], target.Resource.Resource.ApiVersion, replicas);
        metadata.With("managedFields", managed.Exists ? DocumentNode.From(managed) : null);
        var version = changed["metadata"u8]["resourceVersion"u8];
        metadata.With("resourceVersion", version.Exists ? DocumentNode.From(version) : null);
        return value.ToDocument();
    }

    private Document Patched(RequestContext context, ResourceTarget target, Document old, PatchApplier applier)
    {
        var patched = applier.Apply(old, Schema(target));
        try
        {
            var (document, problems) = service.Decoder.DecodePatched(target, Kind, Schema(target), patched);
            ObjectDecoder.Report(context, [.. applier.Problems, .. problems], joined => applier.Refuse(patched, Schema(target), $"strict decoding error: {joined}"));
            ObjectNames.CheckName(target, document.Root);
            return document;
        }
        catch (TypedDecodeException error)
        {
            throw applier.Refuse(patched, Schema(target), error.Message);
        }
    }

    private static void Validate(ResourceTarget target, DocumentValue scale)
    {
        if (scale["spec"u8]["replicas"u8].AsInt64() is < 0 and { } replicas)
        {
            throw StatusError.Invalid(Kind.GroupKind, target.Name ?? "", [FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
        }
    }

    private static void SetReplicas(DocumentNode value, IReadOnlyList<string> path, DocumentValue replicas)
    {
        for (var i = 0; i < path.Count - 1; i++)
        {
            value = value.GetOrAddObject(path[i]);
        }

        value[path[^1]] = replicas.Exists ? DocumentNode.From(replicas) : DocumentNode.Number(0);
    }

    private Dictionary<string, FieldPath> ReplicasPaths(ResourceDefinition definition, ScalePaths paths)
    {
        var path = FieldPath.Of([.. paths.SpecReplicas]);
        return service.Catalog.Resources
            .Where(other => other.StorageResource == definition.StorageResource)
            .Select(other => other.Resource.ApiVersion)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(version => version, _ => path, StringComparer.Ordinal);
    }

    private static Schema Schema(ResourceTarget target) =>
        target.Subresource!.Schema ?? BuiltInSchemas.Instance.Find(Kind) ?? Schemas.Schema.Any;
}
