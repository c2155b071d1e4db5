using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Identity;

/// <summary>Finds out who calls: client certificate, token (ours, then OIDC issuers'), or somebody on this machine. Slows down who guesses.</summary>
public sealed class FleetAuthenticator : IAuthenticator
{
    private const int RetryAfterSeconds = 60;

    private static readonly object CallerItem = new();

    private readonly UnionAuthenticator _union;
    private readonly FailureLimiter _failures;

    public FleetAuthenticator(IReadOnlyList<IAuthenticator> authenticators, FleetIdentityOptions options, TimeProvider time)
    {
        _union = new UnionAuthenticator(authenticators);
        _failures = new FailureLimiter(options.MaxFailuresAMinute, time);
    }

    /// <summary>For whom a request is answered: the caller, or whom it acts for; null while that has not been found out.</summary>
    public static UserInfo? UserOf(HttpContext http) => RequestUser.Of(http) ?? CallerOf(http);

    /// <summary>Whose credentials a request carries, whomever it acts for; null while that has not been found out.</summary>
    public static UserInfo? CallerOf(HttpContext http) => http.Items[CallerItem] as UserInfo;

    public async ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var address = http.Connection.RemoteIpAddress;
        var outcome = await _union.AuthenticateAsync(http, cancellationToken).ConfigureAwait(false);
        if (outcome is { User: null, IsRefused: true } && !_failures.TryCount(address))
        {
            // Good credentials still pass: who sends bad ones must not be able to lock out others behind the same address.
            throw StatusError.TooManyRequests("too many refused credentials from this address; try again in a minute", RetryAfterSeconds);
        }

        http.Items[CallerItem] = outcome.User;

        // Nobody is told what is here without saying who asks.
        return outcome.User is null ? AuthenticationOutcome.Refused : outcome;
    }
}
