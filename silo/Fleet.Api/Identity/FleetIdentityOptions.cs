namespace Fleet.Api.Identity;

/// <summary>How callers are known: section <c>Fleet:Identity</c>.</summary>
public sealed record FleetIdentityOptions
{
    /// <summary>A file with the administrator's token; null for one generated in the data folder.</summary>
    public string? AdminTokenFile { get; init; }

    /// <summary>Requests from this machine without credentials may read. Only where the API listens on loopback.</summary>
    public bool AllowLoopbackReads { get; init; } = true;

    /// <summary>Refused credentials an address may send in a minute before it is answered 429.</summary>
    public int MaxFailuresAMinute { get; init; } = 60;

    /// <summary>Issuers of OIDC tokens.</summary>
    public IReadOnlyList<OidcIssuerOptions> Oidc { get; init; } = [];

    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        if (MaxFailuresAMinute is < 1 or > 100_000)
        {
            throw new ArgumentException($"Fleet:Identity:MaxFailuresAMinute is {MaxFailuresAMinute}; 1 to 100000 is accepted.");
        }

        foreach (var issuer in Oidc)
        {
            issuer.Validate();
        }

        if (Oidc.Select(issuer => issuer.Issuer).Distinct(StringComparer.Ordinal).Count() != Oidc.Count)
        {
            throw new ArgumentException("Fleet:Identity:Oidc names an issuer twice; each may be configured once.");
        }
    }
}
