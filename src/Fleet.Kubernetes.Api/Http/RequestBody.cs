using System.Buffers;
using Fleet.Kubernetes.Api.Decoding;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Protobuf;
using Fleet.Kubernetes.Yaml;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Reads request bodies: bounded, in the three media types of the API.</summary>
internal static class RequestBody
{
    /// <summary>What objects may be sent and answered as.</summary>
    public static readonly IReadOnlyList<string> MediaTypes = ["application/json", "application/yaml", ProtobufObject.MediaType];

    /// <exception cref="ApiException">413: longer than <paramref name="limit"/> bytes.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var buffer = new ArrayBufferWriter<byte>(request.ContentLength is > 0 and { } length ? (int)length + 1 : 1024);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(1024), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.WrittenSpan.ToArray();
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
            {
                throw TooLarge(limit);
            }
        }
    }

    /// <summary>The media type of the body without parameters; JSON where the client does not say.</summary>
    public static string MediaType(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var semicolon = type.IndexOf(';');
        type = (semicolon < 0 ? type : type[..semicolon]).Trim().ToLowerInvariant();
        return type.Length == 0 ? MediaTypes[0] : type;
    }

    /// <summary>Parses an object.</summary>
    /// <param name="kind">What is expected, for the error.</param>
    /// <exception cref="ApiException">415 for another media type, 400 for malformed bodies.</exception>
    public static Document Parse(RequestContext context, string mediaType, byte[] body, string kind)
    {
        try
        {
            return mediaType switch
            {
                "application/json" => Document.Parse(body),
                "application/yaml" => ParseYaml(context, body),
                ProtobufObject.MediaType => ProtobufObject.Decode(body),
                _ => throw StatusError.UnsupportedMediaType(MediaTypes),
            };
        }
        catch (DocumentFormatException error)
        {
            throw Unrecognized(kind, $"json parse error: {GoJsonErrors.Describe(body, error)}");
        }
        catch (Exception error) when (error is YamlFormatException or ProtobufFormatException)
        {
            throw Unrecognized(kind, error.Message);
        }
    }

    /// <summary>Repeated keys of YAML are refused, warned about or ignored, as repeated fields of JSON are.</summary>
    private static Document ParseYaml(RequestContext context, byte[] body)
    {
        try
        {
            return YamlReader.Read(body);
        }
        catch (YamlFormatException error) when (error.Message.Contains("already set in map", StringComparison.Ordinal))
        {
            if (context.FieldValidation == FieldValidation.Strict)
            {
                throw;
            }

            if (context.FieldValidation == FieldValidation.Warn)
            {
                foreach (var line in error.Message.Split('\n').Where(line => line.Contains("already set in map", StringComparison.Ordinal)))
                {
                    context.Warn(line.Trim());
                }
            }

            return YamlReader.Read(body, new YamlOptions { AllowDuplicateKeys = true });
        }
    }

    private static ApiException Unrecognized(string kind, string problem) =>
        StatusError.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; {problem}");

    private static ApiException TooLarge(int limit) => StatusError.RequestEntityTooLarge($"limit is {limit}");
}
