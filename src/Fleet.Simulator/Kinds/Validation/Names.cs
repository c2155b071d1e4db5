using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Fleet.Kubernetes.Api.Strategies;

namespace Fleet.Simulator.Kinds.Validation;

/// <summary>Formats of strings inside specs (<c>k8s.io/apimachinery/pkg/util/validation</c>), with upstream's wordings.</summary>
internal static partial class Names
{
    public const string IpAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    public const string Cidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    public static void DnsLabel(string name, string field, FieldErrors errors) => errors.Name(NameRules.DnsLabel, name, field);

    public static void DnsSubdomain(string name, string field, FieldErrors errors) => errors.Name(NameRules.DnsSubdomain, name, field);

    /// <summary>A key of a ConfigMap or Secret.</summary>
    public static IReadOnlyList<string> ConfigMapKey(string key)
    {
        var problems = new List<string>();
        if (key.Length > 253)
        {
            problems.Add("must be no more than 253 bytes");
        }

        if (!ConfigKey().IsMatch(key))
        {
            problems.Add("a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        }

        if (key is "." or "..")
        {
            problems.Add($"must not be '{key}'");
        }
        else if (key.StartsWith("..", StringComparison.Ordinal))
        {
            problems.Add("must not start with '..'");
        }

        return problems;
    }

    /// <summary>Any printable ASCII but '='.</summary>
    public static IReadOnlyList<string> EnvironmentVariable(string name) => name.Length == 0
        ? ["environment variable name must be non-empty"]
        : name.Any(character => character is < ' ' or > '~' or '=') ? ["a valid environment variable name must consist only of printable ASCII characters other than '='"] : [];

    public static IReadOnlyList<string> HttpHeader(string name) => Header().IsMatch(name)
        ? []
        : ["a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"];

    /// <summary>A DNS subdomain whose first label may be a single asterisk.</summary>
    public static IReadOnlyList<string> WildcardSubdomain(string name) => Wildcard().IsMatch(name) && name.Length <= 253
        ? []
        : [@"a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"];

    public static bool IsIp(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('%', StringComparison.Ordinal) : Ipv4().IsMatch(text));

    public static void Ip(string text, string field, FieldErrors errors)
    {
        if (IsIp(text, out var address))
        {
            if (address.IsIPv4MappedToIPv6)
            {
                errors.Invalid(field, text, "must not be an IPv4-mapped IPv6 address");
            }
        }
        else
        {
            errors.Invalid(field, text, AddressWarnings.HasLeadingZeros(text) ? "must not have leading 0s" : IpAddress);
        }
    }

    /// <summary>A path under a domain that says whose it is, like <c>acme.io/foo</c>.</summary>
    public static void DomainPrefixedPath(string text, string field, FieldErrors errors)
    {
        var slash = text.IndexOf('/');
        if (text.Length == 0)
        {
            errors.Required(field);
        }
        else if (slash <= 0 || slash == text.Length - 1)
        {
            errors.Invalid(field, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        else
        {
            errors.Invalid(field, text[..slash], NameRules.DnsSubdomain(text[..slash], false));
            if (!UrlPath().IsMatch(text[(slash + 1)..]))
            {
                errors.Invalid(field, text[(slash + 1)..], "Invalid path (e.g. 'my-name',  or '123-abc', regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
            }
        }
    }

    /// <summary>An address that somebody else can be reached at; what is no address at all is reported elsewhere.</summary>
    public static void EndpointIp(string text, string field, FieldErrors errors)
    {
        if (!IsIp(text, out var address))
        {
            return;
        }

        var bytes = address.GetAddressBytes();
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            errors.Invalid(field, text, $"may not be unspecified ({text})");
        }

        if (IPAddress.IsLoopback(address))
        {
            errors.Invalid(field, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }

        if (isV6 ? address.IsIPv6LinkLocal : bytes is [169, 254, ..])
        {
            errors.Invalid(field, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }

        if (isV6 ? bytes is [0xff, 0x02, ..] : bytes is [224, 0, 0, _])
        {
            errors.Invalid(field, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    public static void CidrRange(string text, string field, FieldErrors errors)
    {
        if (!IsCidr(text))
        {
            errors.Invalid(field, text, Cidr);
        }
    }

    public static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IsIp(text[..slash], out var address)
            && int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    /// <summary>A relative path that does not climb.</summary>
    public static void LocalDescendingPath(string path, string field, FieldErrors errors)
    {
        if (path.StartsWith('/'))
        {
            errors.Invalid(field, path, "must be a relative path");
        }

        NoBacksteps(path, field, errors);
    }

    public static void NoBacksteps(string path, string field, FieldErrors errors)
    {
        if (HasBacksteps(path))
        {
            errors.Invalid(field, path, "must not contain '..'");
        }
    }

    public static bool HasBacksteps(string path) => path.Split('/').Contains("..");

    [GeneratedRegex("^[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$")]
    private static partial Regex UrlPath();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigKey();

    [GeneratedRegex(@"^[-A-Za-z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ipv4();
}
