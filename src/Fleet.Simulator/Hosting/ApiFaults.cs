using Fleet.Kubernetes.Api.Errors;
using Fleet.Simulator.Faults;
using Microsoft.AspNetCore.Http;

namespace Fleet.Simulator.Hosting;

/// <summary>Lets the faults of a cluster's API befall its requests: down, slow, watches cut, history gone.</summary>
internal static class ApiFaults
{
    private static readonly TimeSpan CutAfter = TimeSpan.FromMilliseconds(500);

    public static async Task HandleAsync(HttpContext http, FaultTable faults, Func<Task> next)
    {
        if (faults.All.Count == 0 && !IsWatch(http))
        {
            await next();
            return;
        }

        if (Chosen(faults.ForApi(FaultKind.ApiDown)))
        {
            await WriteAsync(http, StatusError.ServiceUnavailable("the server is currently unable to handle the request"));
            return;
        }

        if (Chosen(faults.ForApi(FaultKind.GoneStorm)) && (IsWatch(http) || http.Request.Query.ContainsKey("continue")))
        {
            await WriteAsync(http, StatusError.Expired("The resourceVersion for the provided watch is too old."));
            return;
        }

        if (faults.ForApi(FaultKind.SlowApi) is { } slow && Chosen(slow))
        {
            // Clients wait on their own clocks: the delay is real time.
            await Task.Delay(slow.Latency, TimeProvider.System, http.RequestAborted);
        }

        await (IsWatch(http) ? WatchAsync(http, faults, next) : next());
    }

    /// <summary>Aborts the connection of a watch when its fault is on, now or later.</summary>
    private static async Task WatchAsync(HttpContext http, FaultTable faults, Func<Task> next)
    {
        using var cut = new CancellationTokenSource();
        void OnChanged(Fault fault)
        {
            if (fault.Kind is FaultKind.WatchCut or FaultKind.ApiDown && faults.ForApi(fault.Kind) is not null)
            {
                http.Abort();
            }
        }

        faults.Watching += OnChanged;
        try
        {
            if (faults.ForApi(FaultKind.WatchCut) is not null)
            {
                _ = AbortLaterAsync(http, cut.Token);
            }

            await next();
        }
        finally
        {
            faults.Watching -= OnChanged;
            await cut.CancelAsync();
        }
    }

    private static async Task AbortLaterAsync(HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(CutAfter, TimeProvider.System, cancellationToken);
            http.Abort();
        }
        catch (OperationCanceledException)
        {
            // The watch ended by itself.
        }
    }

    private static bool Chosen(Fault? fault) => fault is not null && (fault.Share >= 1 || Random.Shared.NextDouble() < fault.Share);

    private static bool IsWatch(HttpContext http) => http.Request.Query["watch"].ToString() is "true" or "1";

    private static async Task WriteAsync(HttpContext http, ApiException error)
    {
        http.Response.StatusCode = error.Code;
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(error.ToStatus().ToUtf8(), http.RequestAborted);
    }
}
