using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// The one HTTP/2 connection to a cluster (HTTP/1.1 where the server has nothing better), its TLS and credentials. Redirects are not followed and
/// compression is not asked for: both would let a server send us elsewhere or blow up our memory. Thread safe.
/// </summary>
public sealed class ClusterConnection : IAsyncDisposable, IDisposable
{
    /// <summary>What a paused watch may have in flight: the slow reader's backpressure reaches the server after this much.</summary>
    private const int StreamWindowBytes = 256 << 10;

    /// <summary>Without HTTP/2 every watch has a connection of its own; they must not use up what other requests need.</summary>
    private const int MaxHttp1Connections = 1024;

    private readonly ClusterEndpointConfiguration _endpoint;
    private readonly Lock _transportLock = new();
    private Transport? _transport;
    private bool _disposed;

    private ClusterConnection(ClusterEndpointConfiguration endpoint, ClusterConnectionOptions options, TimeProvider time)
    {
        _endpoint = endpoint;
        Options = options;
        Time = time;
    }

    /// <summary>Context and server, for messages and logs.</summary>
    public string Name => _endpoint.Name;

    /// <summary>The API's root URL, ending in a slash.</summary>
    public Uri Server => _endpoint.Server;

    /// <summary>The namespace of the context, null when it names none.</summary>
    public string? DefaultNamespace => _endpoint.Namespace;

    public ClusterConnectionOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>Reads the configuration and checks it; nothing is sent yet.</summary>
    /// <exception cref="KubeconfigException">The kubeconfig or what it leads to cannot be used.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static async Task<ClusterConnection> CreateAsync(ClusterConnectionOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        time ??= TimeProvider.System;
        return new ClusterConnection(await KubeconfigLoader.LoadAsync(options, time, cancellationToken).ConfigureAwait(false), options, time);
    }

    public void Dispose()
    {
        lock (_transportLock)
        {
            _disposed = true;
            _transport?.Dispose();
            _transport = null;
        }

        (_endpoint.Credentials as IDisposable)?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public override string ToString() => Name;

    /// <summary>Sends a request and returns when the headers of a successful answer are here; the body is still to be read.</summary>
    /// <exception cref="KubernetesApiException">The answer is not 2xx.</exception>
    /// <exception cref="MalformedResponseException">A redirect or an encoding that was not asked for.</exception>
    /// <exception cref="ClusterUnreachableException">No answer.</exception>
    internal async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Options.RequestTimeout, Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        HttpResponseMessage? response = null;
        try
        {
            var credentials = await _endpoint.Credentials.GetAsync(linked.Token).ConfigureAwait(false);
            response = await SendOnceAsync(request, credentials, linked.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                var renewed = await _endpoint.Credentials.RenewAsync(credentials, linked.Token).ConfigureAwait(false);
                if (!ReferenceEquals(renewed, credentials))
                {
                    response.Dispose();
                    response = await SendOnceAsync(request, renewed, linked.Token).ConfigureAwait(false);
                }
            }

            await CheckAsync(request, response, linked.Token).ConfigureAwait(false);
            var checkedResponse = response;
            response = null;
            return checkedResponse;
        }
        catch (Exception error) when (IsTransportFailure(error, cancellationToken))
        {
            throw Unreachable(request, error);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>The typed form of what goes wrong while a body is read.</summary>
    internal ClusterUnreachableException Unreachable(ApiRequest request, Exception error) => new($"{Name}: {request}: {Describe(error)}", error);

    /// <summary>True for a failure of the connection or its deadline, false for the caller's own cancellation and for what is already typed.</summary>
    internal static bool IsTransportFailure(Exception error, CancellationToken callerToken) =>
        error is HttpRequestException or IOException or AuthenticationException or CryptographicException or TransportReplacedException || (error is OperationCanceledException && !callerToken.IsCancellationRequested);

    private static string Describe(Exception error) => error switch
    {
        OperationCanceledException => "no answer within the time allowed",
        HttpRequestException { InnerException: AuthenticationException tls } => $"TLS: {tls.InnerException?.Message ?? tls.Message}",
        HttpRequestException http when http.HttpRequestError != HttpRequestError.Unknown => $"{http.HttpRequestError}: {http.InnerException?.Message ?? http.Message}",
        _ => error.Message,
    };

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, Credentials credentials, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, UriOf(request))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", Options.UserAgent);
        message.Headers.Authorization = credentials.Header;

        // SocketsHttpHandler asks for and checks the TLS name it finds here.
        message.Headers.Host = _endpoint.TlsServerName;
        foreach (var (name, value) in request.Headers.Concat(_endpoint.Impersonation))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        var transport = TransportFor(credentials.Certificate);
        try
        {
            return await transport.Invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (!_disposed)
        {
            throw new TransportReplacedException();
        }
    }

    /// <summary>Credentials go nowhere but to the server, whatever a path says.</summary>
    private Uri UriOf(ApiRequest request)
    {
        var uri = new Uri(Server, request.Path + request.Query);
        return Server.IsBaseOf(uri) ? uri : throw new ArgumentException($"The path \"{request.Path}\" leads out of {Server}; a path below it is accepted.");
    }

    private async Task CheckAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = (int)response.StatusCode;
        if (code is >= 300 and < 400)
        {
            throw new MalformedResponseException($"{Name}: {request}: the server redirects ({code}) to another place; redirects are not followed.");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0 && !response.Content.Headers.ContentEncoding.All(encoding => encoding == "identity"))
        {
            throw new MalformedResponseException($"{Name}: {request}: the answer is encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}, which was not asked for.");
        }

        if (code is < 200 or >= 300)
        {
            throw await ErrorBody.ReadAsync($"{Name}: {request}", response, Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A client certificate belongs to the TLS connection: a new one (exec plugins renew them) means a new connection.</summary>
    private Transport TransportFor(X509Certificate2? certificate)
    {
        lock (_transportLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_transport is null || !ReferenceEquals(_transport.Certificate, certificate))
            {
                _transport?.Dispose();
                _transport = new Transport(CreateHandler(certificate), certificate);
            }

            return _transport;
        }
    }

    private SocketsHttpHandler CreateHandler(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = false,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            ConnectTimeout = Options.ConnectTimeout,
            KeepAlivePingDelay = Options.KeepAlivePingDelay,
            KeepAlivePingTimeout = Options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            MaxResponseHeadersLength = 64,
            MaxConnectionsPerServer = MaxHttp1Connections,
            ActivityHeadersPropagator = null,
        };
        if (_endpoint.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        if (Options.Addresses is { } addresses)
        {
            handler.ConnectCallback = addresses.ConnectAsync;
        }

        handler.SslOptions = SslOptions(certificate);
        return handler;
    }

    private SslClientAuthenticationOptions SslOptions(X509Certificate2? certificate)
    {
        var options = new SslClientAuthenticationOptions();
        if (certificate is not null)
        {
            options.ClientCertificates = [certificate];
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (_endpoint.SkipTlsVerify)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (_endpoint.Authorities is { } authorities)
        {
            options.RemoteCertificateValidationCallback = (_, _, chain, errors) => errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && EndsAt(chain, authorities));
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }

    /// <summary>
    /// A bundle may name an intermediate as its authority, which Go takes for a root. The chain is verified up to its last certificate; only that it is
    /// not self-signed may be wrong with it.
    /// </summary>
    private static bool EndsAt(X509Chain? chain, X509Certificate2Collection authorities) =>
        chain is { ChainElements.Count: > 0 }
        && chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
        && authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span));

    /// <summary>The connection was closed under a request because a renewed client certificate needs another.</summary>
    private sealed class TransportReplacedException() : Exception("the connection was replaced for a renewed client certificate");

    private sealed class Transport(SocketsHttpHandler handler, X509Certificate2? certificate) : IDisposable
    {
        public HttpMessageInvoker Invoker { get; } = new(handler);

        public X509Certificate2? Certificate { get; } = certificate;

        public void Dispose() => Invoker.Dispose();
    }
}
