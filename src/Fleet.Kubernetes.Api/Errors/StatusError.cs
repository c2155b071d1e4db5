using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Errors;

/// <summary>Makes the errors of the API conventions with upstream's wordings (<c>k8s.io/apimachinery/pkg/api/errors</c>).</summary>
public static class StatusError
{
    public static ApiException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} {GoText.Quote(name)} not found", Of(resource, name));

    /// <summary>The path names nothing that is served.</summary>
    public static ApiException NotFoundPath() =>
        new(404, "NotFound", "the server could not find the requested resource", new StatusDetails());

    public static ApiException AlreadyExists(GroupResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource} {GoText.Quote(name)} already exists", Of(resource, name));

    /// <summary>A generated name collided too often.</summary>
    public static ApiException GenerateNameConflict(GroupResource resource, string name) =>
        new(
            409,
            "AlreadyExists",
            $"{resource} {GoText.Quote(name)} already exists, the server was not able to generate a unique name for the object",
            Of(resource, name));

    public static ApiException Conflict(GroupResource resource, string name, string detail) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} {GoText.Quote(name)}: {detail}", Of(resource, name));

    /// <summary>The object changed since the caller read it.</summary>
    public static ApiException Modified(GroupResource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>Server-side apply met fields of other managers.</summary>
    public static ApiException ApplyConflict(string message, IReadOnlyList<StatusCause> causes) =>
        new(409, "Conflict", message, new StatusDetails { Causes = causes });

    /// <summary>The object violates its kind's rules; one cause an error.</summary>
    public static ApiException Invalid(GroupKind kind, string name, IReadOnlyList<FieldError> errors)
    {
        var listed = errors.Select(error => error.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var list = listed.Count == 1 ? listed[0] : $"[{string.Join(", ", listed)}]";
        var message = errors.Count == 0 ? $"{kind} {GoText.Quote(name)} is invalid" : $"{kind} {GoText.Quote(name)} is invalid: {list}";
        return new ApiException(422, "Invalid", message, new StatusDetails
        {
            Name = name,
            Group = kind.Group,
            Kind = kind.Kind,
            Causes = [.. errors.Select(error => new StatusCause(error.CauseReason, error.Body, error.Field))],
        });
    }

    /// <summary>A well-formed patch whose operations do not fit the object.</summary>
    public static ApiException UnprocessablePatch() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", new StatusDetails());

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException Forbidden(GroupResource resource, string name, string detail) =>
        new(
            403,
            "Forbidden",
            name.Length == 0 ? $"{(resource.Resource.Length == 0 ? "" : $"{resource} is ")}forbidden: {detail}" : $"{resource} {GoText.Quote(name)} is forbidden: {detail}",
            Of(resource, name));

    /// <summary>A version or continue token from before the history that is kept.</summary>
    public static ApiException Expired(string message) => new(410, "Expired", message);

    public static ApiException Gone(string message) => new(410, "Gone", message);

    public static ApiException MethodNotAllowed(GroupResource resource, string action) =>
        new(405, "MethodNotAllowed", $"{action} is not supported on resources of kind {GoText.Quote(resource.ToString())}", Of(resource, ""));

    /// <summary>The HTTP method is not served on this path.</summary>
    public static ApiException MethodNotAllowedPath() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new StatusDetails());

    public static ApiException NotAcceptable(params IEnumerable<string> accepted) =>
        new(406, "NotAcceptable", $"only the following media types are accepted: {string.Join(", ", accepted)}");

    public static ApiException UnsupportedMediaType(params IEnumerable<string> accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static ApiException RequestEntityTooLarge(string message) => new(413, "RequestEntityTooLarge", $"Request entity too large: {message}");

    /// <summary>The object would be larger than what is stored of one.</summary>
    public static ApiException ObjectTooLarge(GroupResource resource, string name, int bytes, int maximum) => new(
        413,
        "RequestEntityTooLarge",
        $"etcdserver: request is too large: {resource} {GoText.Quote(name)} would have {bytes} bytes, at most {maximum} are accepted",
        Of(resource, name));

    public static ApiException TooManyRequests(string message, int retryAfterSeconds) =>
        new(429, "TooManyRequests", message, new StatusDetails { RetryAfterSeconds = retryAfterSeconds });

    public static ApiException Timeout(string message, int retryAfterSeconds) =>
        new(504, "Timeout", $"Timeout: {message}", new StatusDetails { RetryAfterSeconds = retryAfterSeconds });

    /// <summary>A resource version from the future.</summary>
    public static ApiException VersionTooLarge(long version, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {version}, current: {current}", new StatusDetails
        {
            RetryAfterSeconds = 1,
            Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")],
        });

    public static ApiException ServiceUnavailable(string message) => new(503, "ServiceUnavailable", message);

    public static ApiException InternalError(string message) =>
        new(500, "InternalError", $"Internal error occurred: {message}", new StatusDetails { Causes = [new StatusCause("", message, "")] });

    /// <summary>An error the server did not expect to answer: 500 without a reason, as upstream answers some bad input.</summary>
    public static ApiException Unknown(string message) => new(500, "", message);

    private static StatusDetails Of(GroupResource resource, string name) => new() { Name = name, Group = resource.Group, Kind = resource.Resource };
}
