using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Audit;

/// <summary>
/// <c>GET /audit?since=POSITION&amp;limit=N</c>: entries after a position, oldest first, for administrators (the authorizer sees to that): a list, with
/// <c>follow=true</c> one entry a line for ever.
/// </summary>
public sealed class AuditHandler(IFleetStore store, AuditStream stream) : IPathHandler
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public async ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path)
    {
        if (path != "/audit")
        {
            return false;
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            throw StatusError.MethodNotAllowedPath();
        }

        try
        {
            var oldest = await store.OldestPositionAsync(LogStream.Audit, http.RequestAborted).ConfigureAwait(false);
            var since = Number(http, "since", oldest, 0, long.MaxValue);
            await (IsFollowing(http) ? stream.RunAsync(http, since) : ListAsync(http, since)).ConfigureAwait(false);
        }
        catch (LogExpiredException expired) when (!http.Response.HasStarted)
        {
            throw StatusError.Expired(expired.Message);
        }
        catch (StorageUnavailableException unavailable) when (!http.Response.HasStarted)
        {
            throw StatusError.ServiceUnavailable(unavailable.Message);
        }

        return true;
    }

    /// <summary>An entry with its position.</summary>
    internal static void Write(DocumentBuilder builder, LogEntry entry)
    {
        builder.StartObject().Name("position"u8).Number(entry.Position);
        foreach (var member in entry.Document.Root.Members)
        {
            builder.Member(member);
        }

        builder.EndObject();
    }

    private static bool IsFollowing(HttpContext http) => http.Request.Query["follow"].ToString() switch
    {
        "" when !http.Request.Query.ContainsKey("follow") => false,
        "" or "true" or "1" => true,
        "false" or "0" => false,
        var other => throw StatusError.BadRequest($"follow is {GoText.Quote(other)}; true or false is accepted"),
    };

    private static long Number(HttpContext http, string name, long fallback, long least, long most)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw StatusError.BadRequest($"{name} is {GoText.Quote(text)}; a number from {least} to {most} is accepted");
    }

    private async Task ListAsync(HttpContext http, long since)
    {
        var limit = (int)Number(http, "limit", DefaultLimit, 1, MaxLimit);
        var entries = await store.ReadLogAsync(LogStream.Audit, since, limit, http.RequestAborted).ConfigureAwait(false);
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("items"u8).StartArray();
        foreach (var entry in entries)
        {
            Write(builder, entry);
        }

        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.BodyWriter.WriteAsync(builder.EndArray().EndObject().Build().ToUtf8(), http.RequestAborted).ConfigureAwait(false);
    }
}
