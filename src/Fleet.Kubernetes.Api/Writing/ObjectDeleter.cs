using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Deletes objects (upstream <c>registry.Store.Delete</c>): preconditions, grace periods, finalizers, propagation.</summary>
internal sealed class ObjectDeleter(ResourceService service)
{
    public async ValueTask<DeleteResult> DeleteAsync(RequestContext context, ResourceTarget target, DeleteOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await service.Store.GetAsync(target.Key, cancellationToken).ConfigureAwait(false);
            if (stored is null || !service.Shows(context, target.Resource, stored.Document))
            {
                throw StatusError.NotFound(target.Resource.GroupResource, target.Name ?? "");
            }

            try
            {
                return await DeleteAsync(context, target, options, stored, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreConflictException)
            {
                // Somebody else wrote meanwhile: what is there now decides.
            }
        }
    }

    private async ValueTask<DeleteResult> DeleteAsync(
        RequestContext context, ResourceTarget target, DeleteOptions options, StoredObject stored, CancellationToken cancellationToken)
    {
        var definition = target.Resource;
        var live = ObjectForm.FromStorage(definition, stored.Document);
        CheckPreconditions(definition.GroupVersionKind, options.Preconditions, live);
        var request = new AdmissionRequest
        {
            Operation = AdmissionOperation.Delete,
            Context = context,
            Target = target,
            OldObject = live.Root,
            DeleteOptions = options,
            Service = service,
        };
        await service.Chain.AdmitAsync(request, cancellationToken).ConfigureAwait(false);
        await service.Chain.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
        var strategy = definition.Strategy;
        var now = service.Time.GetUtcNow();
        var plan = MarkOwnWay(strategy, live, now)
            ?? DeletionPlan.Make(live, options, strategy.DefaultPropagation, strategy.GracePeriod(live.Root, options), now);
        foreach (var warning in strategy.DeleteWarnings(live.Root, options))
        {
            context.Warn(warning);
        }

        if (plan.RemovesNow)
        {
            return strategy.IsHeld(live.Root)
                ? new DeleteResult(live, Removed: false)
                : new DeleteResult(await RemoveAsync(context, definition, stored, plan.Marked ?? live, cancellationToken).ConfigureAwait(false), Removed: true);
        }

        if (plan.Marked is not { } marked || marked.Root.DeepEquals(live.Root))
        {
            return new DeleteResult(live, Removed: false);
        }

        if (context.DryRun)
        {
            return new DeleteResult(marked, Removed: false);
        }

        var written = await service.Store
            .UpdateAsync(stored.Key, stored.ResourceVersion, ObjectForm.ToStorage(definition, marked), cancellationToken)
            .ConfigureAwait(false);
        return new DeleteResult(ObjectForm.FromStorage(definition, written.Document), Removed: false);
    }

    /// <summary>The last state, with the version of the deletion; a state that was marked for it is stored first, so that watchers see it.</summary>
    private async ValueTask<Document> RemoveAsync(
        RequestContext context, ResourceDefinition definition, StoredObject stored, Document last, CancellationToken cancellationToken)
    {
        if (context.DryRun)
        {
            return last;
        }

        var marked = ObjectForm.ToStorage(definition, last);
        if (!marked.Root.DeepEquals(stored.Document.Root))
        {
            stored = await service.Store.UpdateAsync(stored.Key, stored.ResourceVersion, marked, cancellationToken).ConfigureAwait(false);
        }

        var deleted = await service.Store.DeleteAsync(stored.Key, stored.ResourceVersion, cancellationToken).ConfigureAwait(false);
        return ObjectForm.FromStorage(definition, deleted.Document);
    }

    private static DeletionPlan? MarkOwnWay(IResourceStrategy strategy, Document live, DateTimeOffset now)
    {
        if (live["metadata"u8]["deletionTimestamp"u8].Exists)
        {
            return null;
        }

        var marked = live.Root.ToNode();
        return strategy.MarkDeleted(marked, now) ? new DeletionPlan { Marked = marked.ToDocument() } : null;
    }

    private static void CheckPreconditions(GroupVersionKind kind, Preconditions? preconditions, Document live)
    {
        var metadata = live["metadata"u8];
        var name = metadata["name"u8].AsString("");
        var resource = new GroupResource(kind.Group, kind.Kind);
        if (preconditions?.Uid is { } uid && metadata["uid"u8].AsString("") is var actualUid && actualUid != uid)
        {
            throw StatusError.Conflict(
                resource,
                name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({actualUid}). The object might have been deleted and then recreated");
        }

        if (preconditions?.ResourceVersion is { } version && metadata["resourceVersion"u8].AsString("") is var actual && actual != version)
        {
            throw StatusError.Conflict(
                resource,
                name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({actual}). The object might have been modified");
        }
    }
}
