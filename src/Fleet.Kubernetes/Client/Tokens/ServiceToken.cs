namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>A bearer token and when it ends. A class without a printable form: it must not end up in a log.</summary>
public sealed class ServiceToken(string value, DateTimeOffset expiresAt)
{
    public string Value { get; } = value;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public override string ToString() => nameof(ServiceToken);
}
