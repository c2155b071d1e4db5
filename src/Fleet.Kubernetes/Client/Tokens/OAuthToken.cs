using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>Reads the JSON of token endpoints (RFC 6749 §5): <c>access_token</c>, <c>expires_in</c>, or <c>error</c>.</summary>
internal static class OAuthToken
{
    private const long MaxSeconds = 7 * 24 * 3600;

    /// <exception cref="CredentialsUnavailableException">No token, or one without an end.</exception>
    public static ServiceToken Read(string source, byte[] body, DateTimeOffset now)
    {
        var answer = Parse(body);
        var token = answer["access_token"u8].AsString("");
        var seconds = answer["expires_in"u8].AsInt64() ?? 0;
        return token.Length > 0 && !token.Any(c => c is <= ' ' or > '~') && seconds > 0
            ? new ServiceToken(token, now + TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds)))
            : throw new CredentialsUnavailableException(source, "the answer holds no access_token with expires_in", isTransient: false);
    }

    /// <summary>The code of an error (<c>invalid_client</c>).</summary>
    public static string? ErrorCode(byte[] body) => Parse(body)["error"u8].AsString();

    private static DocumentValue Parse(byte[] body)
    {
        try
        {
            return Document.Parse(body).Root;
        }
        catch (DocumentFormatException)
        {
            return default;
        }
    }
}
