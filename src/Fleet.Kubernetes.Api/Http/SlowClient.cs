using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Sends what a stream has written, and cuts off clients that take nothing: the end of their stream would never reach them either.</summary>
public static class SlowClient
{
    /// <param name="stallTimeout">How long a client may take nothing.</param>
    /// <param name="time">The clock of connections.</param>
    /// <returns>False when nobody is there to write to any more.</returns>
    public static async ValueTask<bool> FlushAsync(HttpContext http, TimeSpan stallTimeout, TimeProvider time)
    {
        var flush = http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        return flush.IsCompleted
            ? await flush.ConfigureAwait(false) is { IsCompleted: false, IsCanceled: false }
            : await FlushWithinAsync(http, flush.AsTask(), stallTimeout, time).ConfigureAwait(false);
    }

    private static async ValueTask<bool> FlushWithinAsync(HttpContext http, Task<FlushResult> flush, TimeSpan stallTimeout, TimeProvider time)
    {
        try
        {
            return await flush.WaitAsync(stallTimeout, time, http.RequestAborted).ConfigureAwait(false) is { IsCompleted: false, IsCanceled: false };
        }
        catch (TimeoutException)
        {
            http.Abort();
            return false;
        }
    }
}
