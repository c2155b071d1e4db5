using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fleet.Simulator.Kinds.Validation;

/// <summary>What is said about accepted addresses in an unusual form (k8s.io/apimachinery/pkg/util/validation/ip.go).</summary>
internal static class AddressWarnings
{
    public static void Ip(string value, string field, ICollection<string> warnings)
    {
        if (TryParseSloppy(value) is not { } address)
        {
            return;
        }

        if (address.IsIPv4MappedToIPv6 || !IPAddress.TryParse(value, out _) || HasLeadingZeros(value))
        {
            warnings.Add($"{field}: non-standard IP address \"{value}\" will be considered invalid in a future Kubernetes release: use \"{Plain(address)}\"");
        }
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ToString() != value)
        {
            warnings.Add($"{field}: IPv6 address \"{value}\" should be in RFC 5952 canonical format (\"{address}\")");
        }
    }

    public static void Cidr(string value, string field, ICollection<string> warnings)
    {
        var slash = value.IndexOf('/');
        if (slash < 0 || TryParseSloppy(value[..slash]) is not { } address || !int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return;
        }

        var network = Masked(address, bits);
        var length = address.GetAddressBytes().Length * 8;
        if (!network.Equals(address))
        {
            warnings.Add($"{field}: CIDR value \"{value}\" is ambiguous in this context (should be \"{Plain(network)}/{bits}\" or \"{Plain(address)}/{length}\"?)");
        }

        if (address.IsIPv4MappedToIPv6 || HasLeadingZeros(value[..slash]))
        {
            warnings.Add($"{field}: non-standard CIDR value \"{value}\" will be considered invalid in a future Kubernetes release: use \"{Plain(network)}/{bits}\"");
        }
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && $"{address}/{bits}" != value)
        {
            warnings.Add($"{field}: IPv6 CIDR value \"{value}\" should be in RFC 5952 canonical format (\"{address}/{bits}\")");
        }
    }

    /// <summary>An IPv4 address that would be one without the zeros its numbers start with.</summary>
    public static bool HasLeadingZeros(string value) =>
        TryParseSloppy(value) is not null && !value.Contains(':', StringComparison.Ordinal) && value.Split('.').Any(part => part.Length > 1 && part[0] == '0');

    /// <summary>The network an address with host bits stands in.</summary>
    public static IPAddress Masked(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - keep));
        }

        return new IPAddress(bytes);
    }

    /// <summary>IPv4 with leading zeros counts as decimal, as Go used to read it.</summary>
    private static IPAddress? TryParseSloppy(string value)
    {
        var parts = value.Split('.');
        if (parts.Length == 4 && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            value = string.Join('.', parts.Select(part => part.TrimStart('0') is { Length: > 0 } digits ? digits : "0"));
        }

        return IPAddress.TryParse(value, out var address) ? address : null;
    }


    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
