namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>What an authenticator found.</summary>
/// <param name="User">Who asks; null when there were no credentials for it.</param>
/// <param name="IsRefused">There were credentials, and they are not good (401).</param>
public readonly record struct AuthenticationOutcome(UserInfo? User, bool IsRefused)
{
    /// <summary>No credentials of this kind.</summary>
    public static AuthenticationOutcome None => default;

    public static AuthenticationOutcome Refused => new(null, true);
}
