namespace Fleet.Kubernetes.Defaulting;

/// <summary>The parts of a container image's name that defaults depend on (pkg/util/parsers).</summary>
public static class ImageReference
{
    /// <summary>Whether the image means the tag <c>latest</c>: said so, or neither tag nor digest given.</summary>
    public static bool IsLatest(string image)
    {
        // An image that does not parse has no tag upstream: an empty name or an upper-case repository is pulled if not present.
        if (image.Length == 0)
        {
            return false;
        }

        var digest = image.IndexOf('@', StringComparison.Ordinal);
        var name = digest < 0 ? image : image[..digest];
        var colon = name.LastIndexOf(':');
        var hasTag = colon > name.LastIndexOf('/');
        return hasTag ? name[(colon + 1)..] == "latest" : digest < 0 && !HasUpperCaseRepository(name);
    }

    private static bool HasUpperCaseRepository(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : name[..slash];
        var hasHost = host.AsSpan().IndexOfAny(".:") >= 0 || host == "localhost";
        return (hasHost ? name[(slash + 1)..] : name).Any(char.IsAsciiLetterUpper);
    }
}
