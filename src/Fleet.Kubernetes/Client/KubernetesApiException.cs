using System.Net;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>The API server answered with an error: its <c>Status</c> object (<c>metav1.Status</c>), or the bare HTTP status of what stands before it.</summary>
public sealed class KubernetesApiException : ClusterException
{
    private const int MaxMessageLength = 8192;
    private const int MaxMediaType = 128;

    private KubernetesApiException(string message, HttpStatusCode statusCode, DocumentValue status, TimeSpan? retryAfter)
        : base(message, innerException: null)
    {
        StatusCode = statusCode;
        RetryAfter = retryAfter ?? (status["details"u8]["retryAfterSeconds"u8].AsInt64() is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 3600)) : null);
        Reason = status["reason"u8].AsString("");
        Causes = [.. status["details"u8]["causes"u8].Items.ToList().Select(cause =>
            new StatusCause(cause["reason"u8].AsString(""), cause["message"u8].AsString(""), cause["field"u8].AsString("")))];
        Continue = status["metadata"u8]["continue"u8].AsString();
    }

    public HttpStatusCode StatusCode { get; }

    /// <summary>The machine-readable reason (<c>NotFound</c>, <c>Conflict</c>, <c>Expired</c>…), empty when the server gave none.</summary>
    public string Reason { get; }

    public IReadOnlyList<StatusCause> Causes { get; }

    public override TimeSpan? RetryAfter { get; }

    /// <summary>An expired list may be continued inconsistently with this token; null otherwise.</summary>
    public string? Continue { get; }

    /// <summary>401 is transient: tokens are replaced under a running client. 409 is not: somebody has to look again.</summary>
    public override bool IsTransient => (int)StatusCode >= 500 || StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.Unauthorized;

    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Reason != "AlreadyExists";

    /// <summary>
    /// The object is not the one a UID or resourceVersion precondition named. Updates and deletes answer 409; patches, apply included, find a changed UID
    /// only while validating (422).
    /// </summary>
    public bool IsPreconditionFailed =>
        (IsConflict && Causes.All(cause => cause.Reason != "FieldManagerConflict"))
        || (StatusCode == HttpStatusCode.UnprocessableEntity && Causes.Any(cause => cause.Field == "metadata.uid"));

    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The resourceVersion or continue token is older than what the server keeps: list again.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>The server has not seen the resourceVersion asked for (yet, or ever: etcd restored from a backup).</summary>
    /// <remarks>Servers before 1.19 only say so in the message, as client-go's <c>isTooLargeResourceVersionError</c> knows.</remarks>
    public bool IsResourceVersionTooLarge => Causes.Any(cause => cause.Reason == "ResourceVersionTooLarge") || Message.Contains("Too large resource version", StringComparison.Ordinal);

    /// <summary>From the <c>Status</c> of a watch's ERROR event, which carries its HTTP code.</summary>
    public static KubernetesApiException FromStatus(string request, DocumentValue status) =>
        From(request, (HttpStatusCode)(status["code"u8].AsInt64() is { } code and >= 400 and < 600 ? code : 500), status, "", retryAfter: null);

    /// <summary>From a <c>Status</c> object, or any other body: then only its media type is told.</summary>
    internal static KubernetesApiException From(string request, HttpStatusCode statusCode, DocumentValue body, string mediaType, TimeSpan? retryAfter)
    {
        if (body["kind"u8].StringEquals("Status"u8))
        {
            return new($"{request}: {Cut(body["message"u8].AsString("no message"))} ({(int)statusCode} {body["reason"u8].AsString("")})", statusCode, body, retryAfter);
        }

        return new($"{request}: HTTP {(int)statusCode}{(mediaType.Length is 0 or > MaxMediaType ? "" : $" ({mediaType}, not a Status)")}", statusCode, default, retryAfter);
    }

    /// <summary>A server's words are kept with the error and logged: they must not be as long as it likes.</summary>
    private static string Cut(string message) => message.Length > MaxMessageLength ? message[..MaxMessageLength] + "…" : message;
}
