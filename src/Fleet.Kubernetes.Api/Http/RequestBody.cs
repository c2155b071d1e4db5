using System.Buffers;
using System.Text;
using Fleet.Kubernetes.Api.Decoding;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Protobuf;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Reads request bodies: bounded, in the three media types of the API.</summary>
internal static class RequestBody
{
    private const int SummaryBytes = 30;
    private const string Repeated = "already set in map";
    private const string ConversionPrefix = "error converting YAML to JSON: ";

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
    /// <param name="expected">What is expected, for the errors.</param>
    /// <exception cref="ApiException">415 for another media type, 400 for malformed bodies.</exception>
    public static Document Parse(RequestContext context, string mediaType, byte[] body, GroupVersionKind expected)
    {
        try
        {
            return mediaType switch
            {
                "application/json" => Document.Parse(body),
                "application/yaml" => ParseYaml(context, body, expected),
                ProtobufObject.MediaType => ProtobufObject.Decode(body),
                _ => throw StatusError.UnsupportedMediaType(MediaTypes),
            };
        }
        catch (DocumentFormatException error)
        {
            throw Unrecognized(expected.Kind, $"couldn't get version/kind; json parse error: {GoJsonErrors.Describe(body, error)}", body);
        }
        catch (Exception error) when (error is YamlFormatException or ProtobufFormatException)
        {
            throw Unrecognized(expected.Kind, WithoutPrefix(error.Message), body);
        }
    }

    /// <summary>The 400 of a body of which not even the kind can be read; it shows how the body begins.</summary>
    public static ApiException Unrecognized(string kind, string problem, ReadOnlySpan<byte> body) =>
        StatusError.BadRequest($"the object provided is unrecognized (must be of type {kind}): {problem} ({Summarize(body)})");

    /// <summary>Upstream <c>summarizeData</c>: JSON as text, anything else as hexadecimal digits.</summary>
    private static string Summarize(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "<empty>";
        }

        var head = body[..Math.Min(body.Length, SummaryBytes)];
        return (body[0] == (byte)'{' ? Encoding.UTF8.GetString(head) : Convert.ToHexStringLower(head)) + (body.Length > SummaryBytes ? " ..." : "");
    }

    /// <summary>Repeated keys of YAML are refused, warned about or ignored, as repeated fields of JSON are.</summary>
    private static Document ParseYaml(RequestContext context, byte[] body, GroupVersionKind expected)
    {
        try
        {
            return YamlReader.Read(body);
        }
        catch (YamlFormatException error) when (error.Message.Contains(Repeated, StringComparison.Ordinal))
        {
            if (context.FieldValidation == FieldValidation.Strict)
            {
                throw StatusError.BadRequest(
                    $"{expected.Kind} in version {GoText.Quote(expected.Version)} cannot be handled as a {expected.Kind}: strict decoding error: {WithoutPrefix(error.Message)}");
            }

            if (context.FieldValidation == FieldValidation.Warn)
            {
                foreach (var line in error.Message.Split('\n').Where(line => line.Contains(Repeated, StringComparison.Ordinal)))
                {
                    context.Warn(line.Trim());
                }
            }

            return YamlReader.Read(body, new YamlOptions { AllowDuplicateKeys = true });
        }
    }

    private static string WithoutPrefix(string message) =>
        message.StartsWith(ConversionPrefix, StringComparison.Ordinal) ? message[ConversionPrefix.Length..] : message;

    private static ApiException TooLarge(int limit) => StatusError.RequestEntityTooLarge($"limit is {limit}");
}
