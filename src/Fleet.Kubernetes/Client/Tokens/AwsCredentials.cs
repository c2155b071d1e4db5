namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>A session of a role. A class without a printable form: it must not end up in a log.</summary>
internal sealed class AwsCredentials(string accessKeyId, string secretAccessKey, string sessionToken, DateTimeOffset expiresAt)
{
    public string AccessKeyId { get; } = accessKeyId;

    public string SecretAccessKey { get; } = secretAccessKey;

    /// <summary>Empty for a key that is not a session's.</summary>
    public string SessionToken { get; } = sessionToken;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public override string ToString() => nameof(AwsCredentials);
}
