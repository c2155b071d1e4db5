using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Reads the body of an error answer. Only the words of a <c>Status</c> are passed on: anything else is the page of who knows what, and a declared cluster
/// must not be a way to read what this process can reach.
/// </summary>
internal static class ErrorBody
{
    private const int MaxBytes = 1 << 20;
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    public static async Task<KubernetesApiException> ReadAsync(string request, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadStartAsync(response, cancellationToken).ConfigureAwait(false);
        DocumentValue status = default;
        try
        {
            status = Document.Parse(body).Root;
        }
        catch (DocumentFormatException)
        {
            // Not JSON: said by its type instead.
        }

        return KubernetesApiException.From(request, response.StatusCode, status, response.Content.Headers.ContentType?.MediaType ?? "", RetryAfter(response, time));
    }

    private static async Task<byte[]> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while (body.Length < MaxBytes && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return delay is null ? null : delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxRetryAfter ? MaxRetryAfter : delay;
    }
}
