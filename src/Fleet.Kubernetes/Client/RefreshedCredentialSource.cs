using System.Net.Http.Headers;
using Fleet.Kubernetes.Client.Tokens;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Keeps a token source's token: renewed well before it ends, at a random moment so that a fleet's tokens do not all end at once; by one caller at a time,
/// while the others go on with the present one; and a present one is used up to its end when the source fails.
/// </summary>
internal sealed class RefreshedCredentialSource : CredentialSource, IDisposable
{
    /// <summary>The provider is left alone for this long after a failure, and after a token that the server refused.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);

    /// <summary>A request on its way must not meet the end of its token.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    private readonly ITokenSource _source;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile Entry? _entry;
    private volatile Failure? _failure;

    public RefreshedCredentialSource(ITokenSource source, TimeProvider time, Func<double>? random = null)
    {
        _source = source;
        _time = time;
        _random = random ?? Random.Shared.NextDouble;
    }

    public override async ValueTask<Credentials> GetAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_entry is { } entry && now < entry.ExpiresAt - Skew)
        {
            // Due: whoever comes first renews it, the others do not wait for that.
            if (now < entry.RefreshAt || IsHeldOff(now) || !await _fetching.WaitAsync(0, cancellationToken).ConfigureAwait(false))
            {
                return entry.Credentials;
            }
        }
        else
        {
            await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await FetchAsync(isRefused: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _fetching.Release();
        }
    }

    public override async ValueTask<Credentials> RenewAsync(Credentials refused, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _entry is { } entry && (entry.Credentials != refused || _time.GetUtcNow() - entry.FetchedAt < MinInterval)
                ? entry.Credentials
                : await FetchAsync(isRefused: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose() => _fetching.Dispose();

    /// <summary>Only with <see cref="_fetching"/> held.</summary>
    private async ValueTask<Credentials> FetchAsync(bool isRefused, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var current = _entry is { } entry && now < entry.ExpiresAt - Skew ? entry : null;
        if (!isRefused && current is not null && now < current.RefreshAt)
        {
            return current.Credentials;
        }

        if (IsHeldOff(now))
        {
            return current is not null ? current.Credentials : throw Again(_failure!.Error);
        }

        try
        {
            _entry = Keep(await _source.FetchAsync(cancellationToken).ConfigureAwait(false), now);
            _failure = null;
            return _entry.Credentials;
        }
        catch (CredentialsUnavailableException error)
        {
            _failure = new Failure(error, now);
            if (current is not null)
            {
                return current.Credentials;
            }

            throw;
        }
    }

    private bool IsHeldOff(DateTimeOffset now) => _failure is { } failure && now - failure.At < MinInterval;

    private static CredentialsUnavailableException Again(CredentialsUnavailableException error) =>
        new(error.SourceName, error.Message[(error.SourceName.Length + 2)..], error.IsTransient, error);

    private Entry Keep(ServiceToken token, DateTimeOffset now)
    {
        // The same token again (a metadata server caches) must not look like another: what was refused with it would be sent again.
        var credentials = _entry?.Credentials is { Header.Parameter: { } held } present && held == token.Value
            ? present
            : new Credentials { Header = new AuthenticationHeaderValue("Bearer", token.Value) };
        var lifetime = token.ExpiresAt - now;
        return new Entry(credentials, now, now + (lifetime * (0.7 + (0.15 * _random()))), token.ExpiresAt);
    }

    private sealed record Entry(Credentials Credentials, DateTimeOffset FetchedAt, DateTimeOffset RefreshAt, DateTimeOffset ExpiresAt);

    private sealed record Failure(CredentialsUnavailableException Error, DateTimeOffset At);
}
