namespace Fleet.Api.Identity;

/// <summary>An OIDC issuer whose ID tokens are taken; the options are those of kube-apiserver.</summary>
public sealed record OidcIssuerOptions
{
    /// <summary><c>--oidc-issuer-url</c>: https, as the token's <c>iss</c> says.</summary>
    public string Issuer { get; init; } = "";

    /// <summary><c>--oidc-client-id</c>: the token's audience.</summary>
    public string Audience { get; init; } = "";

    /// <summary><c>--oidc-username-claim</c>.</summary>
    public string UsernameClaim { get; init; } = "sub";

    /// <summary><c>--oidc-username-prefix</c>; null for <c>ISSUER#</c> unless the claim is <c>email</c>; <c>-</c> for none.</summary>
    public string? UsernamePrefix { get; init; }

    /// <summary><c>--oidc-groups-claim</c>; empty for no groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary><c>--oidc-groups-prefix</c>.</summary>
    public string GroupsPrefix { get; init; } = "oidc:";

    /// <summary><c>--oidc-ca-file</c>: what the issuer's own certificate is verified by (PEM); null for the machine's roots.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>How far the issuer's clock may be from ours.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For tests of this machine only: the issuer may be plain HTTP on loopback.</summary>
    public bool AllowHttpOnLoopback { get; init; }

    internal string EffectiveUsernamePrefix => UsernamePrefix switch
    {
        "-" => "",
        null => UsernameClaim == "email" ? "" : Issuer + "#",
        { } prefix => prefix,
    };

    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        var isUrl = Uri.TryCreate(Issuer, UriKind.Absolute, out var url);
        if (!isUrl || (url!.Scheme != Uri.UriSchemeHttps && !(AllowHttpOnLoopback && url.IsLoopback)))
        {
            throw new ArgumentException($"Fleet:Identity:Oidc:Issuer is \"{Issuer}\"; an https URL is accepted.");
        }

        if (Audience.Length == 0 || UsernameClaim.Length == 0)
        {
            throw new ArgumentException($"Fleet:Identity:Oidc of {Issuer}: Audience and UsernameClaim must be given.");
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(10))
        {
            throw new ArgumentException($"Fleet:Identity:Oidc:ClockSkew of {Issuer} is {ClockSkew}; 0 to 10 minutes is accepted.");
        }

        if (AuthorityFile is not null && !File.Exists(AuthorityFile))
        {
            throw new ArgumentException($"Fleet:Identity:Oidc:AuthorityFile of {Issuer} is {AuthorityFile}; there is no such file.");
        }
    }
}
