using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>Reads the body of an error answer: a <c>Status</c>, or the page of some proxy, of which only the beginning is looked at.</summary>
internal static class ErrorBody
{
    private const int MaxBytes = 1 << 20;
    private const int MaxQuoted = 200;
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
            // Not JSON: quoted instead.
        }

        return KubernetesApiException.From(request, response.StatusCode, status, Quote(body), RetryAfter(response, time));
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

    private static string Quote(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MaxQuoted * 4));
        var line = new StringBuilder();
        foreach (var c in text)
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        var quoted = line.ToString().Trim();
        return quoted.Length > MaxQuoted ? quoted[..MaxQuoted] + "…" : quoted;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return delay is null ? null : delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxRetryAfter ? MaxRetryAfter : delay;
    }
}
