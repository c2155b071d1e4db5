using System.Net.Sockets;
using System.Text;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>One request to a <see cref="ScriptedServer"/> and the means to answer it.</summary>
internal sealed class ScriptedExchange(NetworkStream stream, string request, IReadOnlyDictionary<string, string> headers, string body, CancellationToken stopped)
{
    /// <summary><c>GET /api/v1/pods?limit=500</c>.</summary>
    public string Request { get; } = request;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public string Body { get; } = body;

    public CancellationToken Stopped { get; } = stopped;

    public bool Closed { get; private set; }

    public bool IsWatch => Request.Contains("watch=true", StringComparison.Ordinal);

    public Task JsonAsync(string json, int status = 200, string headers = "") => AnswerAsync(status, "application/json", json, headers);

    public async Task AnswerAsync(int status, string contentType, string text, string headers = "")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await RawAsync($"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\n{headers}\r\n");
        await stream.WriteAsync(bytes, Stopped);
    }

    public Task StatusAsync(int code, string reason, string message = "no", string details = "{}", string headers = "") =>
        JsonAsync($$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","details":{{details}},"code":{{code}}}""", code, headers);

    /// <summary>Starts a chunked answer, as watches have.</summary>
    public Task StartAsync(string contentType = "application/json") =>
        RawAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n\r\n");

    public async Task ChunkAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await RawAsync($"{bytes.Length:x}\r\n");
        await stream.WriteAsync(bytes, Stopped);
        await RawAsync("\r\n");
    }

    public Task EventAsync(string type, string value) => ChunkAsync($$"""{"type":"{{type}}","object":{{value}}}""" + "\n");

    /// <summary>Ends a chunked answer properly.</summary>
    public Task EndAsync() => RawAsync("0\r\n\r\n");

    /// <summary>Cuts the connection.</summary>
    public void Cut()
    {
        stream.Socket.LingerState = new LingerOption(true, 0);
        stream.Close();
        Closed = true;
    }

    /// <summary>Keeps the connection open until the client or the test has had enough.</summary>
    public async Task HoldAsync()
    {
        await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, Stopped);
        Closed = true;
    }

    public async Task RawAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stopped);
}
