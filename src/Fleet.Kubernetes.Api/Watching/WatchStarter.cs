using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Reading;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Kubernetes.Api.Watching;

/// <summary>Opens watches: where they start, and what comes first.</summary>
internal sealed class WatchStarter(IResourceStore store, IVisibility? visibility)
{
    /// <exception cref="ApiException">400, 422, 500 or 504: the parameters.</exception>
    /// <exception cref="StoreExpiredException">The version is older than the kept history.</exception>
    public async ValueTask<ResourceWatch> StartAsync(UserInfo user, ResourceTarget target, WatchOptions options, CancellationToken cancellationToken)
    {
        ListValidation.Check(options);
        var definition = target.Resource;
        var filter = ObjectFilter.Parse(definition, options.LabelSelector, options.FieldSelector, visibility?.Of(user, definition));
        var version = ParseVersion(options.ResourceVersion);
        if (version > store.CurrentVersion && !await store.CatchUpAsync(version, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreExpiredException(version, store.CurrentVersion);
        }

        var namespaceName = definition.IsNamespaced ? target.Namespace : null;
        var startsWithState = options.SendInitialEvents ?? version == 0;
        if (!startsWithState)
        {
            var after = version == 0 ? store.CurrentVersion : version;
            return new ResourceWatch(definition, filter, store.Watch(definition.StorageResource, namespaceName, after), null, marksInitialEnd: false);
        }

        if (version > store.CurrentVersion)
        {
            throw StatusError.VersionTooLarge(version, store.CurrentVersion);
        }

        var initial = await store.ListAsync(
            new StoreListQuery(definition.StorageResource, namespaceName)
            {
                Filter = filter.IsEmpty ? null : stored => filter.Matches(Writing.ObjectForm.FromStorage(definition, stored.Document)),
                LabelSelector = options.LabelSelector,
                FieldSelector = options.FieldSelector,
                Visible = filter.Visible,
            },
            cancellationToken).ConfigureAwait(false);
        var changes = store.Watch(definition.StorageResource, namespaceName, initial.Version);
        return new ResourceWatch(definition, filter, changes, initial, options.SendInitialEvents == true && options.AllowBookmarks);
    }

    private static long ParseVersion(string text) => text.Length == 0
        ? 0
        : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? version
            : throw StatusError.Unknown($"resourceVersion: Invalid value: {GoText.Quote(text)}: strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax");
}
