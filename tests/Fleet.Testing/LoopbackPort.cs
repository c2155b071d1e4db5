using System.Net;
using System.Net.Sockets;

namespace Fleet.Testing;

/// <summary>Ports for servers that must be told theirs, or that come back on the same one.</summary>
public static class LoopbackPort
{
    /// <summary>One that is free now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
