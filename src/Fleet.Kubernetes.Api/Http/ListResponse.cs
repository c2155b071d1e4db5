using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Writes a list of plain objects as JSON straight from the documents' bytes, flushing as it goes: a long list is never held as one text.</summary>
internal static class ListResponse
{
    private const int FlushBytes = 64 * 1024;

    private static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    public static async Task WriteAsync(HttpContext http, ResourceDefinition definition, ObjectList list, TimeProvider time)
    {
        http.Response.ContentType = "application/json";
        var output = http.Response.BodyWriter;
        WriteHead(output, definition, list);
        var prefix = Encoding.UTF8.GetBytes($"{{\"kind\":\"{definition.Kind}\",\"apiVersion\":\"{definition.Resource.ApiVersion}\",");
        var isFirst = true;
        foreach (var item in list.Items)
        {
            if (!isFirst)
            {
                output.Write(","u8);
            }

            isFirst = false;
            WriteItem(output, item, definition.IsCustom ? [] : prefix);
            if (output.UnflushedBytes >= FlushBytes && !await SlowClient.FlushAsync(http, StallTimeout, time).ConfigureAwait(false))
            {
                return;
            }
        }

        output.Write("]}\n"u8);
        await SlowClient.FlushAsync(http, StallTimeout, time).ConfigureAwait(false);
    }

    private static void WriteHead(PipeWriter output, ResourceDefinition definition, ObjectList list)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject();
        if (list.Continue.Length > 0 || definition.IsCustom)
        {
            // A list of custom resources is a generic map on the server: it shows its empty continue token.
            builder.Name("continue").String(list.Continue);
        }

        builder.Name("resourceVersion").String(list.ResourceVersion.ToString(CultureInfo.InvariantCulture));
        if (list.RemainingItemCount is { } remaining)
        {
            builder.Name("remainingItemCount").Number(remaining);
        }

        output.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{definition.ListKind}\",\"apiVersion\":\"{definition.Resource.ApiVersion}\",\"metadata\":"));
        builder.EndObject().Build().WriteTo(output);
        output.Write(",\"items\":["u8);
    }

    /// <summary>Items of built-in lists do not repeat their kind: it stands first in the document and is cut off.</summary>
    private static void WriteItem(PipeWriter output, Document item, byte[] prefix)
    {
        var bytes = item.ToUtf8().Span;
        if (prefix.Length > 0 && bytes.StartsWith(prefix))
        {
            output.Write("{"u8);
            output.Write(bytes[prefix.Length..]);
        }
        else
        {
            output.Write(bytes);
        }
    }
}
