using System.Net;
using System.Net.Sockets;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Which addresses a declared cluster may lead to: whoever declares one makes this process connect there, and must not reach with it what trusts this machine
/// (its own ports, the cloud's metadata service). Checked on the address itself when the connection is made, so that no name can resolve otherwise later.
/// </summary>
public sealed record AddressPolicy
{
    private static readonly IPNetwork[] LinkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];

    /// <summary>Metadata and host services of clouds outside the link-local ranges: AWS, Google, Alibaba, Azure, Oracle.</summary>
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("168.63.129.16"), IPAddress.Parse("192.0.0.192"),
    ];

    /// <summary>Prefixes whose last 32 bits (6to4: the 32 after the prefix) are an IPv4 address that is reached by them.</summary>
    private static readonly IPNetwork[] Embedding = [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("::/96")];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>For clusters that were declared: no loopback, no link-local or metadata address.</summary>
    public static AddressPolicy Declared { get; } = new();

    /// <summary>This machine itself: simulators, and a single-node cluster beside Fleet.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Link-local addresses and the clouds' metadata services.</summary>
    public bool AllowLinkLocal { get; init; }

    /// <summary>Why an address is refused, or null when it is not.</summary>
    public string? Refuses(IPAddress address)
    {
        address = Reached(address);
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || IsThisNetwork(address))
        {
            return AllowLoopback ? null : "this machine's own";
        }

        if (Array.Exists(LinkLocal, network => network.Contains(address)) || Array.IndexOf(Metadata, address) >= 0)
        {
            return AllowLinkLocal ? null : "link-local or a metadata service";
        }

        return address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224) ? "no host's" : null;
    }

    /// <summary>Connects to the first address of a host that answers, of those allowed.</summary>
    /// <exception cref="HttpRequestException">None is allowed, or none answers.</exception>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var allowed = Array.FindAll(addresses, address => Refuses(address) is null);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(addresses.Length == 0
                ? $"{host} has no address"
                : $"{host} is at {addresses[0]}, which is {Refuses(addresses[0])}; declared clusters must not lead there");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The IPv4 address a mapped or translated IPv6 address leads to.</summary>
    private static IPAddress Reached(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        // A zone would make it unequal to the same address without one.
        address = new IPAddress(address.GetAddressBytes());
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : !address.Equals(IPAddress.IPv6Loopback) && !address.Equals(IPAddress.IPv6Any) && Array.Exists(Embedding, network => network.Contains(address)) ? new IPAddress(bytes.AsSpan(12, 4))
            : address;
    }

    /// <summary>0.0.0.0/8 is this machine to Linux.</summary>
    private static bool IsThisNetwork(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] == 0;
}
