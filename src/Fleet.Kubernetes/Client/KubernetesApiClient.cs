using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// The Kubernetes API of one cluster, in documents. Every call throws <see cref="ClusterException"/>s only, a <see cref="KubeconfigException"/> when
/// credentials cannot be had now, and <see cref="OperationCanceledException"/> when the caller cancels. Thread safe.
/// </summary>
/// <remarks>Source: https://kubernetes.io/docs/reference/using-api/api-concepts/.</remarks>
public sealed class KubernetesApiClient
{
    /// <summary>A long list may take longer than one request, as long as it comes this fast.</summary>
    private const int MinListBytesPerSecond = 16 << 10;

    private readonly ClusterConnection _connection;

    public KubernetesApiClient(ClusterConnection connection) => _connection = connection;

    public ClusterConnection Connection => _connection;

    /// <summary>Reads one object (or a subresource of it).</summary>
    public Task<Document> GetAsync(ResourceAddress address, CancellationToken cancellationToken = default) =>
        SendAsync(new ApiRequest { Method = HttpMethod.Get, Path = address.ToPath() }, cancellationToken);

    /// <summary>One page of a collection. Items are handed over as they arrive; the answer is never held as a whole.</summary>
    /// <param name="collection">An address without a name.</param>
    /// <param name="kind">The kind of the items: built-in lists do not repeat it in each.</param>
    /// <param name="options">Selectors, page, version.</param>
    /// <param name="onItem">Called for each item in turn; while it runs the server is held back.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ListPage> ListPageAsync(
        ResourceAddress collection, GroupVersionKind kind, ListOptions options, Func<Document, ValueTask> onItem, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest { Method = HttpMethod.Get, Path = collection.ToPath(), Query = options.ToQuery() };
        using var watchdog = new Watchdog(_connection.Time, cancellationToken);
        watchdog.Wait(_connection.Options.RequestTimeout);
        return await ReadAsync(
            request,
            async body =>
            {
                async ValueTask OnItem(Document item)
                {
                    watchdog.Pause();
                    await onItem(item).ConfigureAwait(false);
                    watchdog.Wait(_connection.Options.RequestTimeout + TimeSpan.FromSeconds(body.Received / (double)MinListBytesPerSecond));
                }

                return await new ListDecoder(body, kind, OnItem, watchdog.Token).ReadAsync().ConfigureAwait(false);
            },
            _connection.Options.MaxObjectBytes,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// All objects of a collection, page by page, up to <see cref="ClusterConnectionOptions.MaxResponseBytes"/> in all. For longer lists see
    /// <see cref="ListPageAsync"/> and <see cref="Reflector"/>.
    /// </summary>
    public async Task<IReadOnlyList<Document>> ListAsync(ResourceAddress collection, GroupVersionKind kind, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ListOptions { Limit = 500 };
        var items = new List<Document>();
        var bytes = 0L;
        while (true)
        {
            var page = await ListPageAsync(
                collection,
                kind,
                options,
                item =>
                {
                    items.Add(item);
                    bytes += item.RetainedBytes;
                    if (bytes > _connection.Options.MaxResponseBytes)
                    {
                        throw new MalformedResponseException($"{_connection.Name}: GET /{collection.ToPath()}: the list takes more than {_connection.Options.MaxResponseBytes} bytes.");
                    }

                    return ValueTask.CompletedTask;
                },
                cancellationToken).ConfigureAwait(false);
            if (page.Continue is null)
            {
                return items;
            }

            if (page.Continue == options.Continue || page.Count == 0)
            {
                throw new MalformedResponseException($"{_connection.Name}: GET /{collection.ToPath()}: the server's pages do not come to an end.");
            }

            options = options with { Continue = page.Continue };
        }
    }

    /// <summary>
    /// Watches a collection until the server ends it. Errors the server reports are events of type <see cref="WatchEventType.Error"/>; those of the
    /// connection are thrown.
    /// </summary>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceAddress collection, WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest { Method = HttpMethod.Get, Path = collection.ToPath(), Query = options.ToQuery(), Accept = options.Accept };
        using var response = await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        CheckJson(request, response);
        options.Opened?.Invoke();
        using var watch = new WatchStream(_connection, request, await OpenAsync(request, response, cancellationToken).ConfigureAwait(false), options.StallTimeout, cancellationToken);
        while (await watch.NextAsync().ConfigureAwait(false) is { } next)
        {
            yield return next;
        }
    }

    /// <summary>Creates an object in a collection; gives it as stored.</summary>
    public Task<Document> CreateAsync(ResourceAddress collection, Document value, WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        WriteAsync(HttpMethod.Post, collection, value, "application/json", options, cancellationToken);

    /// <summary>Replaces an object; its <c>metadata.resourceVersion</c>, where set, must still be the stored one.</summary>
    public Task<Document> UpdateAsync(ResourceAddress address, Document value, WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        WriteAsync(HttpMethod.Put, address, WithPreconditions(value, options), "application/json", options, cancellationToken);

    /// <summary>Patches an object. Preconditions stand in the patch itself: see <see cref="ApplyAsync"/>, which puts them there.</summary>
    public Task<Document> PatchAsync(ResourceAddress address, PatchType type, Document patch, WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        WriteAsync(HttpMethod.Patch, address, type == PatchType.Json ? patch : WithPreconditions(patch, options), ContentTypeOf(type), options, cancellationToken);

    /// <summary>
    /// Server-side apply: the object becomes what <paramref name="value"/> declares, which the field manager then owns. With
    /// <see cref="WriteOptions.Uid"/> and <see cref="WriteOptions.ResourceVersion"/> only the object the caller looked at is changed.
    /// </summary>
    /// <exception cref="KubernetesApiException">409 with a cause per field another manager owns, unless <see cref="WriteOptions.Force"/>.</exception>
    public Task<Document> ApplyAsync(ResourceAddress address, Document value, WriteOptions options, CancellationToken cancellationToken = default) =>
        string.IsNullOrEmpty(options.FieldManager)
            ? throw new ArgumentException($"{nameof(WriteOptions.FieldManager)} is empty; server-side apply needs one.", nameof(options))
            : PatchAsync(address, PatchType.Apply, value, options, cancellationToken);

    /// <summary>Deletes an object; gives what the server answers: a <c>Status</c>, or the object while finalizers hold it.</summary>
    public Task<Document> DeleteAsync(ResourceAddress address, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest
        {
            Method = HttpMethod.Delete,
            Path = address.ToPath(),
            Body = (options ?? new DeleteOptions()).ToBody().ToUtf8(),
            ContentType = "application/json",
        };
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Reads any path of the API (<c>version</c>, <c>openapi/v3</c>) as a document of up to <see cref="ClusterConnectionOptions.MaxResponseBytes"/>.</summary>
    /// <param name="path">Relative to the API's root, escaped; a query may follow.</param>
    /// <param name="accept">The media types to ask for.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentException">The path leads out of the API.</exception>
    public Task<Document> GetRawAsync(string path, string accept = "application/json", CancellationToken cancellationToken = default) =>
        SendAsync(new ApiRequest { Method = HttpMethod.Get, Path = path.TrimStart('/'), Accept = accept }, cancellationToken, _connection.Options.MaxResponseBytes);

    /// <summary>Posts a document to any path; gives the answer of up to <see cref="ClusterConnectionOptions.MaxResponseBytes"/>.</summary>
    /// <param name="path">Relative to the API's root, escaped; a query may follow.</param>
    /// <param name="value">The body.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<Document> PostRawAsync(string path, Document value, CancellationToken cancellationToken = default) => SendAsync(
        new ApiRequest { Method = HttpMethod.Post, Path = path.TrimStart('/'), Body = value.ToUtf8(), ContentType = "application/json" },
        cancellationToken,
        _connection.Options.MaxResponseBytes);

    /// <summary>Opens an answer that is read as it arrives.</summary>
    /// <param name="path">Relative to the API's root, escaped; a query may follow.</param>
    /// <param name="accept">The media types to ask for.</param>
    /// <param name="headers">Others to send.</param>
    /// <param name="stallTimeout">Nothing whole for this long is a dead connection: see <see cref="ResponseBody.Progress"/>.</param>
    /// <param name="cancellationToken">Cancels the request and the reading.</param>
    public async Task<ResponseBody> OpenAsync(
        string path, string accept, IReadOnlyList<KeyValuePair<string, string>> headers, TimeSpan stallTimeout, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest { Method = HttpMethod.Get, Path = path.TrimStart('/'), Accept = accept, Headers = headers };
        var response = await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await OpenAsync(request, response, cancellationToken).ConfigureAwait(false);
            return new ResponseBody(_connection, request, response, body, stallTimeout, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The server's version; the cheapest way to find out whether a cluster answers.</summary>
    public async Task<ClusterVersion> GetVersionAsync(CancellationToken cancellationToken = default) =>
        ClusterVersion.From((await GetRawAsync("version", cancellationToken: cancellationToken).ConfigureAwait(false)).Root);

    /// <summary>What the cluster serves now.</summary>
    public Task<ApiDiscovery> DiscoverAsync(CancellationToken cancellationToken = default) => DiscoveryReader.ReadAsync(this, cancellationToken);

    private static string ContentTypeOf(PatchType type) => type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.StrategicMerge => "application/strategic-merge-patch+json",
        _ => "application/apply-patch+yaml",
    };

    private static Document WithPreconditions(Document value, WriteOptions? options)
    {
        if (options?.Uid is null && options?.ResourceVersion is null)
        {
            return value;
        }

        var node = value.Root.ToNode();
        var metadata = node.GetOrAddObject("metadata");
        if (options.Uid is { } uid)
        {
            metadata["uid"] = uid;
        }

        if (options.ResourceVersion is { } resourceVersion)
        {
            metadata["resourceVersion"] = resourceVersion;
        }

        return node.ToDocument();
    }

    private Task<Document> WriteAsync(HttpMethod method, ResourceAddress address, Document value, string contentType, WriteOptions? options, CancellationToken cancellationToken) =>
        SendAsync(
            new ApiRequest { Method = method, Path = address.ToPath(), Query = (options ?? new WriteOptions()).ToQuery(), Body = value.ToUtf8(), ContentType = contentType },
            cancellationToken);

    private async Task<Document> SendAsync(ApiRequest request, CancellationToken cancellationToken, int? limit = null)
    {
        using var watchdog = new Watchdog(_connection.Time, cancellationToken);
        watchdog.Wait(_connection.Options.RequestTimeout);
        return await ReadAsync(
            request,
            async body =>
            {
                while (await body.FillAsync(watchdog.Token).ConfigureAwait(false))
                {
                }

                return Document.Parse(body.Unread);
            },
            limit ?? _connection.Options.MaxObjectBytes,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and reads its answer, turning everything that can go wrong into a <see cref="ClusterException"/>.</summary>
    private async Task<T> ReadAsync<T>(ApiRequest request, Func<BodyBuffer, Task<T>> read, int limit, CancellationToken cancellationToken)
    {
        using var response = await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        CheckJson(request, response);
        try
        {
            using var body = new BodyBuffer(await OpenAsync(request, response, cancellationToken).ConfigureAwait(false), limit);
            return await read(body).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DocumentFormatException or BodyTooLargeException or EndOfStreamException)
        {
            throw new MalformedResponseException($"{_connection.Name}: {request}: {error.Message}", error);
        }
        catch (Exception error) when (ClusterConnection.IsTransportFailure(error, cancellationToken))
        {
            throw _connection.Unreachable(request, error);
        }
    }

    private async Task<Stream> OpenAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (ClusterConnection.IsTransportFailure(error, cancellationToken))
        {
            throw _connection.Unreachable(request, error);
        }
    }

    /// <summary>A login page with status 200 is not an answer of the API.</summary>
    private void CheckJson(ApiRequest request, HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not (null or "application/json" or "text/plain"))
        {
            throw new MalformedResponseException($"{_connection.Name}: {request}: the answer is {type}; application/json is expected.");
        }
    }
}
