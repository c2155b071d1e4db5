using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Fleet.Silo.Hosting;

/// <summary>
/// TLS and plain HTTP on one loopback port, told apart by a connection's first byte. kubectl sends its token over TLS only; a person's <c>curl
/// http://localhost:8080/…</c> works as well.
/// </summary>
internal static class TlsOrPlain
{
    /// <summary>The content type of a TLS handshake record (RFC 8446 §5.1); no HTTP method begins with it.</summary>
    private const byte TlsHandshake = 0x16;

    private static readonly TimeSpan FirstByteLimit = TimeSpan.FromSeconds(10);

    public static void UseTlsOrPlain(this ListenOptions listen, HttpsConnectionAdapterOptions tls)
    {
        ConnectionDelegate? plain = null;
        listen.Use(secured => connection => RouteAsync(connection, secured, plain!));
        listen.UseHttps(tls);

        // Middleware is put together from the end: by the time a connection comes this is known.
        listen.Use(next => plain = next);
    }

    private static async Task RouteAsync(ConnectionContext connection, ConnectionDelegate secured, ConnectionDelegate plain)
    {
        var input = connection.Transport.Input;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(FirstByteLimit);
        ReadResult first;
        try
        {
            first = await input.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (first.Buffer.IsEmpty)
        {
            return;
        }

        var isTls = first.Buffer.FirstSpan[0] == TlsHandshake;
        input.AdvanceTo(first.Buffer.Start);
        await (isTls ? secured(connection) : plain(connection));
    }
}
