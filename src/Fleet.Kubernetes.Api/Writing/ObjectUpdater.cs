using System.Globalization;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.ServerSideApply;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Changes objects (upstream <c>registry.Store.Update</c> and <c>rest.BeforeUpdate</c>).</summary>
internal sealed class ObjectUpdater(ResourceService service)
{
    /// <summary>After so many lost races a write without a version gives up.</summary>
    private const int MaxAttempts = 20;

    public ValueTask<WriteResult> UpdateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken)
    {
        var definition = target.Resource;
        var value = service.Decoder.Decode(context, target, definition.GroupVersionKind, definition.Schema, body).Root.ToNode();
        if (!context.TrustsBody || value["metadata"]?["name"] is not null)
        {
            PlaceAndCheck(target, value);
        }

        definition.Strategy.Normalize(value);
        definition.Strategy.Default(value);
        OwnerReferenceList.Deduplicate(context, value);
        var updated = value.ToDocument();
        return RunAsync(
            new UpdatePlan
            {
                Context = context,
                Target = target,
                Uid = updated["metadata"u8]["uid"u8].AsString(""),
                AllowsCreate = definition.Strategy.AllowCreateOnUpdate && target.Subresource is null,
                Produce = live => service.Ownership.Update(context, target, live, updated, service.Time.GetUtcNow(), body.Root),
            },
            cancellationToken)!;
    }

    /// <summary>Runs a plan until it is stored; null when it had nothing to do.</summary>
    public async ValueTask<WriteResult?> RunAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        var target = plan.Target;
        for (var attempt = 1; ; attempt++)
        {
            var stored = await service.Store.GetAsync(target.Key, cancellationToken).ConfigureAwait(false);
            var live = stored is null ? null : ObjectForm.FromStorage(target.Resource, stored.Document);
            CheckUid(plan, live);
            if (live is null ? !plan.AllowsCreate : !service.Shows(plan.Context, target.Resource, live))
            {
                throw StatusError.NotFound(target.Resource.GroupResource, target.Name ?? "");
            }

            if (plan.Produce(live) is not { } updated)
            {
                return null;
            }

            try
            {
                return stored is null
                    ? await service.Creator.StoreAsync(plan.Context, target, updated.Root.ToNode(), checkVersion: false, cancellationToken).ConfigureAwait(false)
                    : await StoreAsync(plan, stored, live!, updated, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreConflictException) when (attempt < MaxAttempts && !IsConditional(updated, live))
            {
            }
            catch (StoreConflictException)
            {
                throw StatusError.Modified(target.Resource.GroupResource, target.Name ?? "");
            }
        }
    }

    private async ValueTask<WriteResult> StoreAsync(
        UpdatePlan plan, StoredObject stored, Document live, Document updated, CancellationToken cancellationToken)
    {
        var target = plan.Target;
        var value = updated.Root.ToNode();
        var request = new AdmissionRequest
        {
            Operation = AdmissionOperation.Update,
            Context = plan.Context,
            Target = target,
            Object = value,
            OldObject = live.Root,
            Service = service,
        };
        if (await service.Chain.AdmitAsync(request, cancellationToken).ConfigureAwait(false))
        {
            target.Resource.Strategy.Default(value);
        }

        CheckVersion(plan, value, live);
        var document = Prepare(plan, value, live);
        await service.Chain.ValidateAsync(request with { Object = document.Root.ToNode() }, cancellationToken).ConfigureAwait(false);
        if (!ChangesContent(document, live))
        {
            document = ManagedFieldsTimestamps.KeepWhenUnchanged(live, document);
        }

        return await WriteAsync(plan, stored, live, document, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores what may not change, applies the kind's rules, validates.</summary>
    private Document Prepare(UpdatePlan plan, DocumentNode value, Document live)
    {
        var definition = plan.Target.Resource;
        var context = new StrategyContext(plan.Context, plan.Target, service, service.Time.GetUtcNow());
        var old = live["metadata"u8];
        var metadata = ObjectNames.Metadata(value);
        metadata.Remove("selfLink");
        metadata["resourceVersion"] = old["resourceVersion"u8];
        Keep(metadata, old, "generation");
        definition.Strategy.PrepareForUpdate(context, value, live.Root);
        metadata = ObjectNames.Metadata(value);
        metadata["resourceVersion"] = old["resourceVersion"u8];
        RestoreSystemFields(metadata, old);
        var document = value.ToDocument();
        var problems = MetadataValidation.ValidateUpdate(document["metadata"u8], old);

        // Upstream checks metadata once for every kind and again in the kind's own rules: both show as causes.
        List<FieldError> errors = [.. problems, .. problems, .. definition.Strategy.ValidateUpdate(context, document.Root, live.Root)];
        if (errors.Count > 0)
        {
            throw StatusError.Invalid(definition.GroupKind, plan.Target.Name ?? "", errors);
        }

        foreach (var warning in definition.Strategy.Warnings(context, document.Root, live.Root))
        {
            plan.Context.Warn(warning);
        }

        return document;
    }

    private async ValueTask<WriteResult> WriteAsync(UpdatePlan plan, StoredObject stored, Document live, Document document, CancellationToken cancellationToken)
    {
        var definition = plan.Target.Resource;
        if (EndsDeletion(definition.Strategy, document, live))
        {
            if (!plan.Context.DryRun)
            {
                await service.Store.DeleteAsync(stored.Key, stored.ResourceVersion, cancellationToken).ConfigureAwait(false);
            }

            return new WriteResult(document, Created: false);
        }

        if (document.Root.DeepEquals(live.Root))
        {
            return new WriteResult(live, Created: false);
        }

        service.CheckSize(plan.Target, plan.Target.Name ?? "", document);
        if (plan.Context.DryRun)
        {
            return new WriteResult(document, Created: false);
        }

        var written = await service.Store
            .UpdateAsync(stored.Key, stored.ResourceVersion, ObjectForm.ToStorage(definition, document), cancellationToken)
            .ConfigureAwait(false);
        return new WriteResult(ObjectForm.FromStorage(definition, written.Document), Created: false);
    }

    /// <summary>Anything outside metadata differs: no need to ask whether only times of managedFields do.</summary>
    private static bool ChangesContent(Document document, Document live)
    {
        foreach (var member in document.Root.Members)
        {
            if (!member.NameEquals("metadata"u8) && !member.Value.DeepEquals(live[member.Name]))
            {
                return true;
            }
        }

        return false;
    }

    private static void PlaceAndCheck(ResourceTarget target, DocumentNode value)
    {
        ObjectNames.PlaceInNamespace(target, value);
        ObjectNames.CheckName(target, value.ToValue());
    }

    private static bool IsConditional(Document updated, Document? live) =>
        live is not null && updated["metadata"u8]["resourceVersion"u8].AsString("") is { Length: > 0 } version && version != live["metadata"u8]["resourceVersion"u8].AsString();

    private void CheckUid(UpdatePlan plan, Document? live)
    {
        if (plan.Uid.Length == 0 || live?["metadata"u8]["uid"u8].AsString() == plan.Uid)
        {
            return;
        }

        var target = plan.Target;
        var problem = $"Precondition failed: UID in precondition: {plan.Uid}, UID in object meta: {live?["metadata"u8]["uid"u8].AsString()}";
        throw StatusError.Conflict(
            target.Resource.GroupResource,
            target.Name ?? "",
            $"StorageError: invalid object, Code: 4, Key: {service.StoragePath(target)}, ResourceVersion: 0, AdditionalErrorMsg: {problem}");
    }

    private static void CheckVersion(UpdatePlan plan, DocumentNode value, Document live)
    {
        var resource = plan.Target.Resource;
        var text = value["metadata"]?["resourceVersion"]?.AsString() ?? "";
        var version = 0UL;
        if (text.Length > 0 && !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version))
        {
            throw StatusError.Unknown($"strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax");
        }

        if (version == 0)
        {
            if (!resource.Strategy.AllowUnconditionalUpdate && !plan.IsUnconditional)
            {
                // The store says this, and it knows the resource, not the kind.
                throw StatusError.Invalid(
                    new GroupKind(resource.Resource.Group, resource.Resource.Resource),
                    plan.Target.Name ?? "",
                    [new FieldError(FieldErrorType.Invalid, "metadata.resourceVersion", "0", "must be specified for an update")]);
            }
        }
        else if (text != live["metadata"u8]["resourceVersion"u8].AsString(""))
        {
            throw StatusError.Modified(resource.GroupResource, plan.Target.Name ?? "");
        }
    }

    private static void RestoreSystemFields(DocumentNode metadata, DocumentValue old)
    {
        if ((metadata["uid"]?.AsString() ?? "").Length == 0)
        {
            metadata["uid"] = old["uid"u8];
        }

        Keep(metadata, old, "creationTimestamp");
        if (old["deletionTimestamp"u8].Exists)
        {
            Keep(metadata, old, "deletionTimestamp");
        }

        if (metadata["deletionGracePeriodSeconds"] is null)
        {
            Keep(metadata, old, "deletionGracePeriodSeconds");
        }
    }

    private static void Keep(DocumentNode metadata, DocumentValue old, string name) => metadata.With(name, old[name].Exists ? DocumentNode.From(old[name]) : null);

    /// <summary>The last finalizer went from an object that was being deleted.</summary>
    private static bool EndsDeletion(IResourceStrategy strategy, Document document, Document live) =>
        document["metadata"u8]["finalizers"u8].Count == 0
        && live["metadata"u8]["deletionTimestamp"u8].Exists
        && (live["metadata"u8]["deletionGracePeriodSeconds"u8].AsInt64() == 0 || strategy.IsHeld(live.Root))
        && !strategy.IsHeld(document.Root);
}
