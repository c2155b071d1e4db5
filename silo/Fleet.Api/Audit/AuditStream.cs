using System.Buffers;
using Fleet.Api.Identity;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Fleet.Api.Audit;

/// <summary>Follows the audit log: one entry a line, past ones first. Before anything is sent the reader's rights are looked at again.</summary>
public sealed class AuditStream(IFleetStore store, IAuthenticator authenticator, IAuthorizer authorizer, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int PageSize = 256;
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="LogExpiredException">The position lies outside of what is kept; nothing has been sent.</exception>
    public async Task RunAsync(HttpContext http, long since)
    {
        var page = await store.ReadLogAsync(LogStream.Audit, since, PageSize, http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentType = "application/jsonl";
        http.Response.Headers.CacheControl = "no-store";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, http.RequestAborted);
        try
        {
            if (await SendAsync(http, page).ConfigureAwait(false))
            {
                await FollowAsync(http, page.Count == 0 ? since : page[^1].Position, end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client went away, or this process does.
        }
        catch (StorageException)
        {
            // The store is away, or the reader fell behind what is kept: it asks again and is told which.
        }
    }

    private async Task FollowAsync(HttpContext http, long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before: whatever had been committed by then is in what is read.
            var head = store.Head;
            var page = await store.ReadLogAsync(LogStream.Audit, position, PageSize, cancellationToken).ConfigureAwait(false);
            if (!await SendAsync(http, page).ConfigureAwait(false))
            {
                return;
            }

            position = page.Count == 0 ? position : page[^1].Position;
            if (page.Count < PageSize)
            {
                position = Math.Max(position, head);
                break;
            }
        }

        await foreach (var batch in store.TailAsync(position, cancellationToken).ConfigureAwait(false))
        {
            if (!await SendAsync(http, [.. batch.Where(entry => entry.Stream == LogStream.Audit)]).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>False when nobody may be sent anything any more.</summary>
    private async ValueTask<bool> SendAsync(HttpContext http, IReadOnlyList<LogEntry> entries)
    {
        if (entries.Count > 0 && !await MayReadAsync(http).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var entry in entries)
        {
            using var builder = new DocumentBuilder();
            AuditHandler.Write(builder, entry);
            builder.Build().WriteTo(http.Response.BodyWriter);
            http.Response.BodyWriter.Write("\n"u8);
        }

        return await SlowClient.FlushAsync(http, StallTimeout, time).ConfigureAwait(false);
    }

    private async ValueTask<bool> MayReadAsync(HttpContext http)
    {
        try
        {
            var caller = await authenticator.AuthenticateAsync(http, http.RequestAborted).ConfigureAwait(false);
            var attributes = new AuthorizationAttributes(FleetAuthenticator.UserOf(http) ?? UserInfo.Anonymous, "get") { Path = "/audit" };
            return caller.User is not null && (await authorizer.AuthorizeAsync(attributes, http.RequestAborted).ConfigureAwait(false)).Allowed;
        }
        catch (ApiException)
        {
            return false;
        }
    }
}
