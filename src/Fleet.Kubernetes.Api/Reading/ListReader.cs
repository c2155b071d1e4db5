using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Writing;

namespace Fleet.Kubernetes.Api.Reading;

/// <summary>Lists: selectors, pages, and the versions asked for.</summary>
internal sealed class ListReader(IResourceStore store, IVisibility? visibility)
{
    private const string ExpiredToken =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, "
        + "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an "
        + "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public async ValueTask<ObjectList> ListAsync(UserInfo user, ResourceTarget target, ListOptions options, CancellationToken cancellationToken)
    {
        ListValidation.Check(options);
        var definition = target.Resource;
        var filter = ObjectFilter.Parse(definition, options.LabelSelector, options.FieldSelector, visibility?.Of(user, definition));
        ContinueToken? token = options.Continue.Length == 0 ? null : ContinueToken.Parse(options.Continue);
        if (token is not null && options.ResourceVersion is not ("" or "0"))
        {
            throw StatusError.BadRequest("specifying resource version is not allowed when using continue");
        }

        await ResourceVersionText.CatchUpAsync(options.ResourceVersion, store, cancellationToken).ConfigureAwait(false);
        var query = Query(target, options, filter, token);
        if (query.AtVersion is null && filter.Name is { } name && (query.Namespace ?? filter.Namespace ?? (definition.IsNamespaced ? null : "")) is { } place)
        {
            return await ReadOneAsync(target with { Namespace = place, Name = name }, filter, cancellationToken).ConfigureAwait(false);
        }

        var page = await ReadAsync(query, token, cancellationToken).ConfigureAwait(false);
        var items = page.Objects.Select(stored => ObjectForm.FromStorage(definition, stored.Document)).ToList();
        if (!page.HasMore)
        {
            return new ObjectList(page.Version, items);
        }

        var last = page.Objects[^1].Key;
        var after = target.Namespace is null && definition.IsNamespaced ? $"{last.Namespace}/{last.Name}" : last.Name;
        return new ObjectList(page.Version, items, new ContinueToken(page.Version, after).ToString(), filter.IsEmpty ? page.Remaining : null);
    }

    private StoreListQuery Query(ResourceTarget target, ListOptions options, ObjectFilter filter, ContinueToken? token)
    {
        var definition = target.Resource;
        var version = ResourceVersionText.Parse(
            options.ResourceVersion, store, problem => StatusError.BadRequest($"invalid resource version: {problem}"));

        // A version with a limit and no match has always meant that version exactly; version 0 is served from a cache that knows no pages.
        var isExact = options.ResourceVersionMatch == "Exact" || (version > 0 && options.Limit > 0 && options.ResourceVersionMatch.Length == 0);
        var pages = options.Limit > 0 && options.ResourceVersion != "0";
        return new StoreListQuery(definition.StorageResource, definition.IsNamespaced ? target.Namespace : null)
        {
            AtVersion = token is { Version: not ContinueToken.Newest } at ? at.Version : isExact ? version : null,
            After = token?.Key(target.Namespace, definition.IsNamespaced),
            Limit = pages ? (int)Math.Min(options.Limit, int.MaxValue) : 0,
            Filter = filter.IsEmpty ? null : stored => filter.Matches(ObjectForm.FromStorage(definition, stored.Document)),
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            Visible = filter.Visible,
        };
    }

    private async ValueTask<StorePage> ReadAsync(StoreListQuery query, ContinueToken? token, CancellationToken cancellationToken)
    {
        if (query.AtVersion > store.CurrentVersion)
        {
            throw StatusError.VersionTooLarge(query.AtVersion.Value, store.CurrentVersion);
        }

        try
        {
            return await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreExpiredException) when (token is { } expired)
        {
            throw new ApiException(410, "Expired", ExpiredToken) { Continue = (expired with { Version = ContinueToken.Newest }).ToString() };
        }
        catch (StoreExpiredException)
        {
            throw StatusError.Expired("The resourceVersion for the provided list is too old.");
        }
    }

    /// <summary>A list by name is a read of one key.</summary>
    private async ValueTask<ObjectList> ReadOneAsync(ResourceTarget target, ObjectFilter filter, CancellationToken cancellationToken)
    {
        var version = store.CurrentVersion;
        var stored = await store.GetAsync(target.Key, cancellationToken).ConfigureAwait(false);
        var document = stored is null ? null : ObjectForm.FromStorage(target.Resource, stored.Document);

        // It may have been written since: a watch from an older version would tell of it again.
        version = Math.Max(version, stored?.ResourceVersion ?? 0);
        return new ObjectList(version, document is not null && filter.Matches(document) ? [document] : []);
    }
}
