using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Creates objects (upstream <c>registry.Store.Create</c> and <c>rest.BeforeCreate</c>).</summary>
internal sealed class ObjectCreator(ResourceService service)
{
    /// <summary>So often is another suffix tried when a generated name is taken.</summary>
    private const int MaxNameAttempts = 8;

    public async ValueTask<WriteResult> CreateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken)
    {
        var definition = target.Resource;
        var value = service.Decoder.Decode(context, target, definition.GroupVersionKind, definition.Schema, body).Root.ToNode();
        ObjectNames.PlaceInNamespace(target, value);
        ObjectNames.Metadata(value).Remove("selfLink");
        definition.Strategy.Normalize(value);
        definition.Strategy.Default(value);
        OwnerReferenceList.Deduplicate(context, value);
        var owned = service.Ownership.Update(context, target, null, value.ToDocument(), service.Time.GetUtcNow(), body.Root);
        var name = owned["metadata"u8]["name"u8].AsString("");
        if (definition.Virtual is { } computed)
        {
            return new WriteResult(await computed.CreateAsync(service, context, target, owned, cancellationToken).ConfigureAwait(false), Created: true);
        }

        return await StoreAsync(context, target with { Name = name }, owned.Root.ToNode(), checkVersion: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Admits, prepares, validates and stores a decoded, defaulted and owned object.</summary>
    /// <param name="checkVersion">A resource version is an error (POST); else it is dropped (create by update).</param>
    /// <exception cref="StoreConflictException">A create by update found the object there: it is the caller's to update it.</exception>
    public async ValueTask<WriteResult> StoreAsync(
        RequestContext context, ResourceTarget target, DocumentNode value, bool checkVersion, CancellationToken cancellationToken)
    {
        var strategy = target.Resource.Strategy;
        var request = new AdmissionRequest
        {
            Operation = AdmissionOperation.Create,
            Context = context,
            Target = target,
            Object = value,
            Service = service,
        };
        if (await service.Chain.AdmitAsync(request, cancellationToken).ConfigureAwait(false))
        {
            strategy.Default(value);
        }

        var now = service.Time.GetUtcNow();
        var strategyContext = new StrategyContext(context, target, service, now);
        FillSystemFields(value, now);
        var prefix = ObjectNames.Metadata(value)["generateName"]?.AsString() ?? "";
        var generates = prefix.Length > 0 && (ObjectNames.Metadata(value)["name"]?.AsString() ?? "").Length == 0;
        for (var attempt = 1; ; attempt++)
        {
            // What a kind derives from the name must follow each try.
            var prepared = generates ? value.Clone() : value;
            if (generates)
            {
                ObjectNames.Metadata(prepared)["name"] = service.Options.Identities.NewName(prefix);
            }

            strategy.PrepareForCreate(strategyContext, prepared);
            try
            {
                return await ValidateAndStoreAsync(request with { Object = prepared }, strategyContext, checkVersion, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreConflictException conflict) when (generates && attempt < MaxNameAttempts && conflict.Current is not null)
            {
            }
            catch (StoreConflictException conflict) when (conflict.Current is not null && checkVersion)
            {
                throw Taken(target, conflict.Current, generates);
            }
        }
    }

    private async ValueTask<WriteResult> ValidateAndStoreAsync(
        AdmissionRequest request, StrategyContext context, bool checkVersion, CancellationToken cancellationToken)
    {
        var definition = request.Target.Resource;
        var document = request.Object!.ToDocument();
        var name = document["metadata"u8]["name"u8].AsString("");
        var errors = Validate(context, document.Root);
        if (errors.Count > 0)
        {
            throw StatusError.Invalid(definition.GroupKind, name, errors);
        }

        foreach (var warning in definition.Strategy.Warnings(context, document.Root, default))
        {
            context.Request.Warn(warning);
        }

        var target = request.Target with { Name = name };
        await service.Chain.ValidateAsync(request with { Target = target, Object = document.Root.ToNode() }, cancellationToken).ConfigureAwait(false);
        if (checkVersion && document["metadata"u8]["resourceVersion"u8].AsString("") is { Length: > 0 } version && version != "0")
        {
            throw StatusError.Unknown("resourceVersion should not be set on objects to be created");
        }

        service.CheckSize(target, name, document);
        var stored = await StoreAsync(context.Request, target.Key, ObjectForm.ToStorage(definition, document), cancellationToken).ConfigureAwait(false);
        return new WriteResult(ObjectForm.FromStorage(definition, stored), Created: true);
    }

    private async ValueTask<Document> StoreAsync(RequestContext context, ObjectKey key, Document document, CancellationToken cancellationToken)
    {
        if (!context.DryRun)
        {
            return (await service.Store.CreateAsync(key, document, cancellationToken).ConfigureAwait(false)).Document;
        }

        return await service.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } current
            ? throw new StoreConflictException(key, current)
            : VersionStamp.Remove(document);
    }

    private static List<FieldError> Validate(StrategyContext context, DocumentValue value)
    {
        var definition = context.Target.Resource;
        return
        [
            .. MetadataValidation.ValidateCreate(value["metadata"u8], definition.IsNamespaced, definition.Strategy),
            .. definition.IsCustom ? [] : MetadataValidation.ValidateOwnFinalizers(value["metadata"u8]["finalizers"u8]),
            .. definition.Strategy.ValidateCreate(context, value),
        ];
    }

    private void FillSystemFields(DocumentNode value, DateTimeOffset now)
    {
        var metadata = ObjectNames.Metadata(value);
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata["uid"] = service.Options.Identities.NewUid();
        metadata["creationTimestamp"] = Timestamps.Format(now);
    }

    private static ApiException Taken(ResourceTarget target, StoredObject current, bool generated)
    {
        var resource = target.Resource.GroupResource;
        if (generated)
        {
            return StatusError.GenerateNameConflict(resource, current.Key.Name);
        }

        var error = StatusError.AlreadyExists(resource, current.Key.Name);
        return current.Document["metadata"u8]["deletionTimestamp"u8].Exists
            ? new ApiException(error.Code, error.Reason, $"object is being deleted: {error.Message}", error.Details)
            : error;
    }
}
