using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Kubernetes.Api.Reading;

/// <summary>Reads the <c>resourceVersion</c> parameter; each endpoint words the error in its own way.</summary>
internal static class ResourceVersionText
{
    /// <summary>Lets the store come to a version another process handed out; what is not a version is refused later.</summary>
    public static async ValueTask CatchUpAsync(string text, IResourceStore store, CancellationToken cancellationToken)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > store.CurrentVersion)
        {
            await store.CatchUpAsync(version, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The version, 0 when it is empty or <c>0</c>.</summary>
    /// <param name="refuse">Makes the error from upstream's message.</param>
    /// <exception cref="ApiException">Not a version, or one the store has not reached.</exception>
    public static long Parse(string text, IResourceStore store, Func<string, ApiException> refuse)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw refuse($"resourceVersion: Invalid value: {GoText.Quote(text)}: strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax");
        }

        return version <= store.CurrentVersion ? version : throw StatusError.VersionTooLarge(version, store.CurrentVersion);
    }
}
