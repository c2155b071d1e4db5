using System.Globalization;
using Fleet.Api.Identity;
using Fleet.Api.Storage;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Audit;

/// <summary>Writes audit entries: who, from where, what, before and after.</summary>
internal static class AuditEntry
{
    /// <summary>Longer objects are left out with a mark: the entry must not become a way to fill the disk.</summary>
    private const int MaxObjectBytes = 64 << 10;

    /// <summary>Longer texts of the caller's choosing are cut.</summary>
    private const int MaxText = 512;

    /// <summary>More groups that were asked for in vain are left out.</summary>
    private const int MaxWantedGroups = 16;

    public static Document OfWrite(HttpContext http, WriteRecord write, DateTimeOffset time) => Build(http, time, builder =>
    {
        builder.Name("verb"u8).String(Verb(write, http));
        builder.Name("resource"u8).String(write.Key.Resource.ToString());
        if (write.Key.Namespace.Length > 0)
        {
            builder.Name("namespace"u8).String(write.Key.Namespace);
        }

        builder.Name("name"u8).String(write.Key.Name).Name("outcome"u8).String("written");
        Add(builder, "before"u8, write.Before);
        Add(builder, "after"u8, write.After);
    });

    public static Document OfDenial(HttpContext http, int code, int unrecorded, DateTimeOffset time) => Build(http, time, builder =>
    {
        builder.Name("verb"u8).String(http.Request.Method.ToLowerInvariant()).Name("path"u8).String(Cut(http.Request.Path.Value ?? ""));
        builder.Name("outcome"u8).String("denied").Name("code"u8).Number(code);
        if (unrecorded > 0)
        {
            // So many denials since the entry before were not recorded one by one.
            builder.Name("unrecorded"u8).Number(unrecorded);
        }
    });

    private static Document Build(HttpContext http, DateTimeOffset time, Action<DocumentBuilder> write)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("time"u8).String(time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        var user = FleetAuthenticator.CallerOf(http);
        builder.Name("user"u8).String(user?.Name ?? "");
        AddGroups(builder, user?.Groups ?? []);
        AddImpersonated(builder, http);
        builder.Name("sourceAddress"u8).String(http.Connection.RemoteIpAddress?.ToString() ?? "");
        builder.Name("userAgent"u8).String(Cut(http.Request.Headers.UserAgent.ToString())).Name("requestId"u8).String(http.TraceIdentifier);
        write(builder);
        return builder.EndObject().Build();
    }

    /// <summary>For whom the request was answered, or, where acting for others was refused, whom the caller wanted to be.</summary>
    private static void AddImpersonated(DocumentBuilder builder, HttpContext http)
    {
        var wanted = http.Request.Headers["Impersonate-User"].ToString();
        if (wanted.Length == 0)
        {
            return;
        }

        var user = RequestUser.Of(http) ?? Wanted(http.Request.Headers, wanted);
        builder.Name("impersonatedUser"u8).StartObject().Name("name"u8).String(user.Name);
        AddGroups(builder, user.Groups);
        if (user.Uid.Length > 0)
        {
            builder.Name("uid"u8).String(user.Uid);
        }

        builder.EndObject();
    }

    private static UserInfo Wanted(IHeaderDictionary headers, string name) => new(Cut(name))
    {
        Groups = [.. headers["Impersonate-Group"].Where(group => !string.IsNullOrEmpty(group)).Take(MaxWantedGroups).Select(group => Cut(group!))],
        Uid = Cut(headers["Impersonate-Uid"].ToString()),
    };

    private static void AddGroups(DocumentBuilder builder, IReadOnlyList<string> groups)
    {
        builder.Name("groups"u8).StartArray();
        foreach (var group in groups)
        {
            builder.String(group);
        }

        builder.EndArray();
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";

    private static void Add(DocumentBuilder builder, ReadOnlySpan<byte> name, Document? value)
    {
        if (value is null)
        {
            return;
        }

        builder.Name(name);
        if (value.RetainedBytes > MaxObjectBytes)
        {
            builder.StartObject().Name("omittedBytes"u8).Number(value.RetainedBytes).EndObject();
        }
        else
        {
            builder.Value(value.Root);
        }
    }

    private static string Verb(WriteRecord write, HttpContext http) => (write.Before, write.After) switch
    {
        (null, _) => "create",
        (_, null) => "delete",
        _ when HttpMethods.IsDelete(http.Request.Method) => "delete",
        _ when HttpMethods.IsPatch(http.Request.Method) => "patch",
        _ => "update",
    };
}
