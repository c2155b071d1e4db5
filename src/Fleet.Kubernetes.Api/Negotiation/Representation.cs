using Fleet.Kubernetes.Api.Errors;

namespace Fleet.Kubernetes.Api.Negotiation;

/// <summary>What a client accepts, chosen from what the server has: a media type and the shape of the object in it.</summary>
/// <param name="MediaType"><c>application/json</c> or <c>application/yaml</c>…</param>
/// <param name="Kind">The shape.</param>
/// <param name="Version">The version of <c>meta.k8s.io</c> the shape is written in: <c>v1</c> or <c>v1beta1</c>.</param>
public sealed record Representation(string MediaType, RepresentationKind Kind, string Version)
{
    /// <summary>JSON, for requests that do not say.</summary>
    public static Representation Json { get; } = new("application/json", RepresentationKind.Object, "v1");

    /// <summary>
    /// Chooses for an <c>Accept</c> header (empty: the first of <paramref name="supported"/>); every clause is tried in the client's order, so that
    /// <c>…as=Table,application/json</c> falls back.
    /// </summary>
    /// <remarks>Upstream: <c>endpoints/handlers/negotiation</c>.</remarks>
    /// <exception cref="ApiException">406: nothing of it is served.</exception>
    public static Representation Negotiate(string accept, IReadOnlyList<string> supported)
    {
        if (accept.Length == 0)
        {
            return Json with { MediaType = supported[0] };
        }

        foreach (var range in AcceptHeader.Parse(accept))
        {
            foreach (var mediaType in supported)
            {
                if (range.Accepts(mediaType) && Kinds(range, mediaType) is { } kind)
                {
                    return new(mediaType, kind, range["v"] is { Length: > 0 } version ? version : "v1");
                }
            }
        }

        throw StatusError.NotAcceptable(supported);
    }

    private static RepresentationKind? Kinds(MediaRange range, string mediaType)
    {
        if (range["charset"] is { Length: > 0 } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (range["as"].Length == 0)
        {
            return RepresentationKind.Object;
        }

        if (range["g"] != "meta.k8s.io" || range["v"] is not ("v1" or "v1beta1"))
        {
            return null;
        }

        return range["as"] switch
        {
            "Table" when mediaType is "application/json" or "application/yaml" => RepresentationKind.Table,
            "PartialObjectMetadata" => RepresentationKind.PartialObjectMetadata,
            "PartialObjectMetadataList" => RepresentationKind.PartialObjectMetadataList,
            _ => null,
        };
    }
}
