using Fleet.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fleet.Api.Audit;

/// <summary>
/// The append-only record of every write and every denial. A write's entry is committed with it; denials are written as they happen, up to a number a second,
/// beyond which they are only counted: who is denied must not be able to fill the disk.
/// </summary>
public sealed partial class AuditTrail(IFleetStore store, IHttpContextAccessor requests, TimeProvider time, ILogger<AuditTrail> log) : IWriteAudit
{
    private const int MaxDenialsASecond = 20;

    private readonly Lock _lock = new();
    private long _second;
    private int _inSecond;
    private int _unrecorded;

    /// <summary>Writes that come from no request are the engine's own.</summary>
    public Document? EntryOf(WriteRecord write) => requests.HttpContext is { } http ? AuditEntry.OfWrite(http, write, time.GetUtcNow()) : null;

    /// <summary>Records that a request was denied.</summary>
    public async Task DeniedAsync(HttpContext http, int code)
    {
        var now = time.GetUtcNow();
        if (!Admit(now, out var unrecorded))
        {
            return;
        }

        try
        {
            await store.CommitAsync(new FleetCommit { Audit = [AuditEntry.OfDenial(http, code, unrecorded, now)] }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageUnavailableException unavailable)
        {
            // The request has been denied either way.
            LogNotRecorded(code, unavailable.Message);
        }
    }

    private bool Admit(DateTimeOffset now, out int unrecorded)
    {
        lock (_lock)
        {
            var second = now.ToUnixTimeSeconds();
            if (second != _second)
            {
                (_second, _inSecond) = (second, 0);
            }

            if (++_inSecond > MaxDenialsASecond)
            {
                _unrecorded++;
                unrecorded = 0;
                return false;
            }

            (unrecorded, _unrecorded) = (_unrecorded, 0);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A denial ({Code}) could not be recorded: {Problem}")]
    private partial void LogNotRecorded(int code, string problem);
}
