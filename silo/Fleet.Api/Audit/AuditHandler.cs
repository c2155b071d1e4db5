using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Audit;

/// <summary><c>GET /audit?since=POSITION&amp;limit=N</c>: entries after a position, oldest first, for administrators (the authorizer sees to that).</summary>
public sealed class AuditHandler(IFleetStore store) : IPathHandler
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

        var since = Number(http, "since", 0, 0, long.MaxValue);
        var limit = (int)Number(http, "limit", DefaultLimit, 1, MaxLimit);
        IReadOnlyList<LogEntry> entries;
        try
        {
            entries = await store.ReadLogAsync(LogStream.Audit, since, limit, http.RequestAborted).ConfigureAwait(false);
        }
        catch (LogExpiredException expired)
        {
            throw StatusError.Expired(expired.Message);
        }

        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(Write(entries).ToUtf8(), http.RequestAborted).ConfigureAwait(false);
        return true;
    }

    private static Document Write(IReadOnlyList<LogEntry> entries)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("items"u8).StartArray();
        foreach (var entry in entries)
        {
            builder.StartObject().Name("position"u8).Number(entry.Position);
            foreach (var member in entry.Document.Root.Members)
            {
                builder.Member(member);
            }

            builder.EndObject();
        }

        return builder.EndArray().EndObject().Build();
    }

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
}
