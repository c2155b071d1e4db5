using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Protobuf;
using Fleet.Kubernetes.Yaml;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Writes answers: objects as JSON, YAML or protobuf, errors as <c>Status</c>, warnings as headers.</summary>
internal static class ResponseWriter
{
    private const string Json = "application/json";

    public static async Task WriteAsync(HttpContext http, int status, Document document, string mediaType = Json)
    {
        var response = http.Response;
        response.StatusCode = status;
        (mediaType, var body) = Encode(document, mediaType);
        response.ContentType = mediaType;
        response.ContentLength = body.Length + (mediaType == Json ? 1 : 0);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        await response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        if (mediaType == Json)
        {
            await response.BodyWriter.WriteAsync("\n"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Kinds without protobuf numbers (custom resources among them) are answered in JSON, as clients that prefer protobuf allow.</summary>
    private static (string MediaType, ReadOnlyMemory<byte> Body) Encode(Document document, string mediaType) => mediaType switch
    {
        "application/yaml" => (mediaType, Encoding.UTF8.GetBytes(YamlWriter.Write(document, sortKeys: true))),
        ProtobufObject.MediaType when ProtobufObject.TryEncode(document) is { } bytes => (mediaType, bytes),
        _ => (Json, document.ToUtf8()),
    };

    /// <summary>Plain text, such as logs; 204 says there is none.</summary>
    public static async Task WriteTextAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status204NoContent)
        {
            return;
        }

        http.Response.ContentType = "text/plain";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted).ConfigureAwait(false);
    }

    public static Task WriteErrorAsync(HttpContext http, ApiException error)
    {
        if (error.Details?.RetryAfterSeconds is > 0 and { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(http, error.Code, error.ToStatus());
    }

    /// <summary>Adds the <c>Warning</c> headers of a request (RFC 7234 §5.5: code 299, no agent).</summary>
    public static void AddWarnings(HttpContext http, RequestContext context)
    {
        http.Response.Headers.Remove("Warning");
        foreach (var warning in context.Warnings)
        {
            http.Response.Headers.Append("Warning", $"299 - \"{Escape(warning)}\"");
        }
    }

    /// <summary>What a delete answers when the object is gone.</summary>
    public static Document Success(ResourceTarget target, Document removed)
    {
        var metadata = removed["metadata"u8];
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind").String("Status").Name("apiVersion").String("v1").Name("metadata").StartObject().EndObject();
        builder.Name("status").String("Success").Name("details").StartObject();
        builder.Name("name").String(metadata["name"u8].AsString(""));
        if (target.Resource.Resource.Group.Length > 0)
        {
            builder.Name("group").String(target.Resource.Resource.Group);
        }

        builder.Name("kind").String(target.Resource.Resource.Resource).Name("uid").String(metadata["uid"u8].AsString(""));
        return builder.EndObject().EndObject().Build();
    }

    /// <summary>Quotes and backslashes escaped, control characters and anything a header cannot hold replaced.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => escaped.Append('\\').Append(character),
                < ' ' or '\u007f' => escaped.Append(' '),
                > '\u007e' => escaped.Append('?'),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
