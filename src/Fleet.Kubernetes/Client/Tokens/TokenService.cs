using System.Net;
using System.Net.Http.Headers;

namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>Asks a cloud for tokens: bounded answers, a deadline, no redirects, and nothing quoted of what it says but its error code.</summary>
internal sealed class TokenService : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private const int MaxTokenFileBytes = 1 << 16;

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });

    public TokenService(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
    }

    /// <summary>Sends a request; gives a successful answer's body.</summary>
    /// <param name="source">For messages.</param>
    /// <param name="request">What to send.</param>
    /// <param name="errorCode">Reads the provider's code (<c>AccessDenied</c>) from the body of an error, null when there is none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="accepts">Says what is wrong with the headers of an answer, null when nothing is.</param>
    /// <exception cref="CredentialsUnavailableException">Refused, not reached, or no answer in time.</exception>
    public async Task<byte[]> SendAsync(
        string source, HttpRequestMessage request, Func<byte[], string?> errorCode, CancellationToken cancellationToken, Func<HttpResponseHeaders, string?>? accepts = null)
    {
        var host = request.RequestUri!.Host;
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await _invoker.SendAsync(request, linked.Token).ConfigureAwait(false);
            var body = await ReadAsync(source, response, linked.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(source, host, response.StatusCode, errorCode(body));
            }

            return accepts?.Invoke(response.Headers) is { } problem ? throw new CredentialsUnavailableException(source, $"{host} {problem}", isTransient: false) : body;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new CredentialsUnavailableException(source, $"{host} cannot be reached: {error.Message}", isTransient: true, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CredentialsUnavailableException(source, $"{host} did not answer within {_timeout}", isTransient: true);
        }
    }

    /// <summary>A projected token, as it is now: the kubelet renews the file.</summary>
    /// <exception cref="CredentialsUnavailableException">Not readable, empty or too large.</exception>
    public static async Task<string> ReadTokenFileAsync(string source, string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path).Length > MaxTokenFileBytes)
            {
                throw new CredentialsUnavailableException(source, $"the token file {path} is larger than {MaxTokenFileBytes} bytes", isTransient: false);
            }

            var token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            return token.Length > 0 ? token : throw new CredentialsUnavailableException(source, $"the token file {path} is empty", isTransient: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsUnavailableException(source, $"the token file {path} cannot be read: {error.Message}", isTransient: true, error);
        }
    }

    public void Dispose() => _invoker.Dispose();

    /// <summary>A provider's codes are words; anything else a body holds is not passed on.</summary>
    private static CredentialsUnavailableException Refused(string source, string host, HttpStatusCode status, string? code)
    {
        var isWord = code is { Length: > 0 and <= 64 } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
        var isTransient = (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        return new(source, $"{host} answered {(int)status}{(isWord ? $" {code}" : "")}", isTransient);
    }

    private static async Task<byte[]> ReadAsync(string source, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                throw new CredentialsUnavailableException(source, $"the answer is larger than {MaxBytes} bytes", isTransient: false);
            }
        }

        return body.ToArray();
    }
}
