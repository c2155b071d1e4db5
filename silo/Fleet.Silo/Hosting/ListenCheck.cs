using System.Net;
using System.Net.Sockets;

namespace Fleet.Silo.Hosting;

/// <summary>
/// Tries the API's address before anything else starts. The web server binds it last: by then a silo runs, and its end is pages of log
/// below the one line that matters.
/// </summary>
internal static class ListenCheck
{
    /// <exception cref="StartFailure">Nothing can listen there.</exception>
    public static void ThrowIfUnusable(IPEndPoint endpoint)
    {
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
            {
                // As the web server does: IPv4 as well.
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Listen();
        }
        catch (SocketException error)
        {
            throw new StartFailure($"--listen: {endpoint} cannot be listened on: {error.Message}. {Remedy(error.SocketErrorCode)}", error);
        }
    }

    private static string Remedy(SocketError code) => code switch
    {
        SocketError.AddressAlreadyInUse => "Stop what listens there, or give another address or port with --listen.",
        SocketError.AccessDenied => "This user may not; give a port from 1024 on with --listen.",
        _ => "Give an address of this machine with --listen.",
    };
}
