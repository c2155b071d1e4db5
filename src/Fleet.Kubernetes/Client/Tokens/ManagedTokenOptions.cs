namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>
/// Who Fleet is to the clouds: what their workload identities put into a pod's environment. Trusted: comes from this machine, never from a declared cluster.
/// </summary>
public sealed record ManagedTokenOptions
{
    /// <summary>The role of IRSA (<c>AWS_ROLE_ARN</c>), where a cluster names none.</summary>
    public string AwsRoleArn { get; init; } = "";

    /// <summary>The projected service account token for AWS (<c>AWS_WEB_IDENTITY_TOKEN_FILE</c>).</summary>
    public string AwsTokenFile { get; init; } = "";

    /// <summary>STS, where it is not the regional endpoint (<c>AWS_ENDPOINT_URL_STS</c>).</summary>
    public Uri? AwsStsEndpoint { get; init; }

    /// <summary><c>AZURE_TENANT_ID</c>, where a cluster names none.</summary>
    public string AzureTenantId { get; init; } = "";

    /// <summary><c>AZURE_CLIENT_ID</c>, where a cluster names none.</summary>
    public string AzureClientId { get; init; } = "";

    /// <summary>The projected service account token for Entra (<c>AZURE_FEDERATED_TOKEN_FILE</c>).</summary>
    public string AzureTokenFile { get; init; } = "";

    /// <summary><c>AZURE_AUTHORITY_HOST</c>.</summary>
    public Uri AzureAuthority { get; init; } = new("https://login.microsoftonline.com/");

    /// <summary>The metadata server (<c>GCE_METADATA_HOST</c>).</summary>
    public Uri GoogleMetadataServer { get; init; } = new("http://metadata.google.internal/");

    /// <summary>Servers tokens may be sent to besides the provider's own: host names, or suffixes that begin with a dot (a private endpoint's domain).</summary>
    public IReadOnlyList<string> TrustedHosts { get; init; } = [];

    /// <summary>How long a provider may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the variables the providers document.</summary>
    public static ManagedTokenOptions FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <exception cref="ArgumentException">A variable holds no URL; names it.</exception>
    internal static ManagedTokenOptions From(Func<string, string?> variable)
    {
        var defaults = new ManagedTokenOptions();
        return defaults with
        {
            AwsRoleArn = variable("AWS_ROLE_ARN") ?? "",
            AwsTokenFile = variable("AWS_WEB_IDENTITY_TOKEN_FILE") ?? "",
            AwsStsEndpoint = Url("AWS_ENDPOINT_URL_STS", variable("AWS_ENDPOINT_URL_STS")),
            AzureTenantId = variable("AZURE_TENANT_ID") ?? "",
            AzureClientId = variable("AZURE_CLIENT_ID") ?? "",
            AzureTokenFile = variable("AZURE_FEDERATED_TOKEN_FILE") ?? "",
            AzureAuthority = Url("AZURE_AUTHORITY_HOST", variable("AZURE_AUTHORITY_HOST")) ?? defaults.AzureAuthority,
            GoogleMetadataServer = variable("GCE_METADATA_HOST") is { Length: > 0 } host ? Url("GCE_METADATA_HOST", $"http://{host}/")! : defaults.GoogleMetadataServer,
        };
    }

    private static Uri? Url(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return Uri.TryCreate(value.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ArgumentException($"{name} is \"{value}\"; an http or https URL is accepted.");
    }
}
