using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Kubernetes.Client;

/// <summary>A bearer token in a file that somebody else renews (a projected service account token): read again every minute and after a 401, as client-go does.</summary>
internal sealed class TokenFileCredentialSource : CredentialSource
{
    private const int MaxTokenBytes = 1 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly X509Certificate2? _certificate;
    private readonly TimeProvider _time;
    private volatile Entry? _entry;

    public TokenFileCredentialSource(string path, X509Certificate2? certificate, TimeProvider time)
    {
        _path = path;
        _certificate = certificate;
        _time = time;
    }

    public override ValueTask<Credentials> GetAsync(CancellationToken cancellationToken) =>
        _entry is { } entry && _time.GetElapsedTime(entry.ReadAt) < Period ? ValueTask.FromResult(entry.Credentials) : ReadAsync(cancellationToken);

    public override ValueTask<Credentials> RenewAsync(Credentials refused, CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    private async ValueTask<Credentials> ReadAsync(CancellationToken cancellationToken)
    {
        var previous = _entry;
        try
        {
            if (new FileInfo(_path).Length > MaxTokenBytes)
            {
                throw new KubeconfigException($"The token file {_path} is larger than {MaxTokenBytes} bytes.");
            }

            var token = (await File.ReadAllTextAsync(_path, cancellationToken).ConfigureAwait(false)).Trim();
            if (token.Length == 0)
            {
                throw new KubeconfigException($"The token file {_path} is empty.");
            }

            var credentials = previous?.Credentials.Header?.Parameter == token
                ? previous.Credentials
                : new Credentials { Header = BearerHeader.Create(token, _path), Certificate = _certificate };
            _entry = new Entry(credentials, _time.GetTimestamp());
            return credentials;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Between two renewals the file may be away for a moment; the server tells when the old token is really over.
            return previous?.Credentials ?? throw new KubeconfigException($"The token file {_path} cannot be read: {error.Message}", error);
        }
    }

    private sealed record Entry(Credentials Credentials, long ReadAt);

    private static class BearerHeader
    {
        public static AuthenticationHeaderValue Create(string token, string path) => token.Any(c => c is <= ' ' or > '~')
            ? throw new KubeconfigException($"The token file {path} holds characters a token cannot have.")
            : new AuthenticationHeaderValue("Bearer", token);
    }
}
