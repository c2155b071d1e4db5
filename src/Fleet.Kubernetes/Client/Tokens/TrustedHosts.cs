namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>Decides whether a server is one tokens may be sent to.</summary>
internal static class TrustedHosts
{
    /// <param name="server">Where they would go.</param>
    /// <param name="provider">Suffixes of the provider's API servers, with a leading dot.</param>
    /// <param name="configured">Hosts, or suffixes with a leading dot, an administrator added.</param>
    public static bool Contain(Uri server, IEnumerable<string> provider, IEnumerable<string> configured) =>
        server.Scheme == Uri.UriSchemeHttps
            ? provider.Concat(configured).Any(host => Fits(server.IdnHost, host))
            : configured.Any(host => Fits(server.IdnHost, host));

    private static bool Fits(string host, string trusted) => trusted.StartsWith('.')
        ? host.EndsWith(trusted, StringComparison.OrdinalIgnoreCase) && host.Length > trusted.Length
        : host.Equals(trusted, StringComparison.OrdinalIgnoreCase);
}
