using System.Globalization;

namespace Fleet.Kubernetes.Api.Negotiation;

/// <summary>Reads <c>Accept</c> headers (RFC 9110 §12.5.1), the most wanted clause first; what cannot be read is left out.</summary>
public static class AcceptHeader
{
    /// <summary>More clauses are ignored: no client sends as many.</summary>
    private const int MaxClauses = 64;

    /// <summary>The clauses by falling quality, exact types before wildcards, else in their order.</summary>
    public static IReadOnlyList<MediaRange> Parse(string header)
    {
        var ranges = new List<MediaRange>();
        foreach (var clause in header.Split(',', MaxClauses + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MaxClauses))
        {
            if (Clause(clause) is { } range)
            {
                ranges.Add(range);
            }
        }

        return
        [
            .. ranges
                .OrderByDescending(range => range.Quality)
                .ThenBy(range => range.Type == "*")
                .ThenBy(range => range.Subtype == "*"),
        ];
    }

    /// <summary>Whether a client takes plain JSON; one that does not say takes anything.</summary>
    public static bool AcceptsJson(string header) =>
        header.Length == 0 || Parse(header).Any(range => range.Accepts("application/json") && range["as"].Length == 0);

    private static MediaRange? Clause(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var slash = parts[0].IndexOf('/');
        if (slash <= 0 || slash == parts[0].Length - 1)
        {
            // A lone * is what some old clients send for */*.
            return parts[0] == "*" ? new MediaRange("*", "*", 1, new Dictionary<string, string>()) : null;
        }

        var quality = 1.0;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=');
            if (equals <= 0)
            {
                continue;
            }

            var (name, value) = (part[..equals].Trim().ToLowerInvariant(), part[(equals + 1)..].Trim().Trim('"'));
            if (name == "q")
            {
                quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? Math.Clamp(q, 0, 1) : 1;
            }
            else
            {
                parameters[name] = value;
            }
        }

        return new MediaRange(parts[0][..slash].ToLowerInvariant(), parts[0][(slash + 1)..].ToLowerInvariant(), quality, parameters);
    }
}
