using Fleet.Api.Storage;
using Fleet.Storage.Log;

namespace Fleet.Silo.Health;

/// <summary>
/// <c>/livez</c>, <c>/healthz</c>: the process runs. <c>/readyz</c>: it can answer, that is the store answers and the watch cache has caught up; with
/// <c>?verbose</c> each check by name. Open to everybody: they say nothing of the fleet.
/// </summary>
internal static class SiloHealth
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/livez", () => "ok");
        endpoints.MapGet("/healthz", () => "ok");
        endpoints.MapGet("/readyz", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, IFleetStore store, WatchCache cache, TimeProvider time)
    {
        var checks = new List<(string Name, string? Problem)>
        {
            ("store", await CheckAsync(async token => await store.OldestPositionAsync(LogStream.Changes, token), time, http.RequestAborted)),
            ("watch-cache", cache.IsReady ? await CheckAsync(async token => await cache.CatchUpAsync(token), time, http.RequestAborted) : "still being read"),
        };
        var isReady = checks.TrueForAll(check => check.Problem is null);
        var text = http.Request.Query.ContainsKey("verbose") || !isReady
            ? string.Concat(checks.Select(check => check.Problem is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: {check.Problem}\n"))
            : "ok";
        return Results.Text(text, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<string?> CheckAsync(Func<CancellationToken, Task> check, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CheckLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await check(either.Token);
            return null;
        }
        catch (StorageException)
        {
            return "the store cannot be used";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"no answer within {CheckLimit.TotalSeconds:0} s";
        }
    }
}
