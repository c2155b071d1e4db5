using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.Kubernetes.Client;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>An HTTP/1.1 server on a free port that answers exactly what a test writes, byte by byte, well-formed or not.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ScriptedExchange, Task> _answer;
    private readonly Task _accepting;

    public ScriptedServer(Func<ScriptedExchange, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Method and path with query of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public string Kubeconfig(string user = "token: secret-token") => $$"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: c, user: u, namespace: web} }]
        clusters: [{name: c, cluster: {server: "{{Url}}"} }]
        users: [{name: u, user: { {{user}} } }]
        """;

    public async Task<KubernetesApiClient> ConnectAsync(TimeProvider? time = null, Func<ClusterConnectionOptions, ClusterConnectionOptions>? configure = null)
    {
        var options = new ClusterConnectionOptions { KubeconfigContent = Kubeconfig() };
        return new KubernetesApiClient(await ClusterConnection.CreateAsync(configure?.Invoke(options) ?? options, time));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient tcp)
    {
        using (tcp)
        {
            try
            {
                var stream = tcp.GetStream();
                while (await ReadRequestAsync(stream) is { } exchange)
                {
                    Requests.Enqueue(exchange.Request);
                    await _answer(exchange);
                    if (exchange.Closed)
                    {
                        return;
                    }
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the server was stopped.
            }
        }
    }

    private async Task<ScriptedExchange?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var headers = lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal)).ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new ScriptedExchange(stream, lines[0][..lines[0].LastIndexOf(' ')], headers, Encoding.UTF8.GetString(body), _stop.Token);
    }
}
