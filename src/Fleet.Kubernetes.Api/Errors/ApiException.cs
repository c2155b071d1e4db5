using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Errors;

/// <summary>
/// A request that fails with a Kubernetes <c>Status</c>: HTTP code, machine-readable reason, details. Made by <see cref="StatusError"/>. What the
/// client sees is <see cref="ToStatus"/>; <see cref="Exception.Message"/> is its <c>message</c>.
/// </summary>
public sealed class ApiException : Exception
{
    public ApiException(int code, string reason, string message, StatusDetails? details = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Reason = reason;
        Details = details;
    }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; }

    /// <summary><c>NotFound</c>, <c>Conflict</c>… (<c>metav1.StatusReason</c>); may be empty.</summary>
    public string Reason { get; }

    public StatusDetails? Details { get; }

    /// <summary><c>metadata.continue</c> of the answer: where a list whose token expired can go on; empty otherwise.</summary>
    public string Continue { get; init; } = "";

    /// <summary>The <c>Status</c> object of the answer.</summary>
    public Document ToStatus()
    {
        using var builder = new DocumentBuilder();
        builder.StartObject();
        builder.Name("kind").String("Status").Name("apiVersion").String("v1").Name("metadata").StartObject();
        WriteText(builder, "continue", Continue);
        builder.EndObject();
        builder.Name("status").String("Failure");
        WriteText(builder, "message", Message);
        WriteText(builder, "reason", Reason);
        if (Details is not null)
        {
            WriteDetails(builder.Name("details"), Details);
        }

        builder.Name("code").Number(Code).EndObject();
        return builder.Build();
    }

    private static void WriteDetails(DocumentBuilder builder, StatusDetails details)
    {
        builder.StartObject();
        WriteText(builder, "name", details.Name);
        WriteText(builder, "group", details.Group);
        WriteText(builder, "kind", details.Kind);
        WriteText(builder, "uid", details.Uid);
        if (details.Causes.Count > 0)
        {
            builder.Name("causes").StartArray();
            foreach (var cause in details.Causes)
            {
                builder.StartObject();
                WriteText(builder, "reason", cause.Reason);
                WriteText(builder, "message", cause.Message);
                WriteText(builder, "field", cause.Field);
                builder.EndObject();
            }

            builder.EndArray();
        }

        if (details.RetryAfterSeconds > 0)
        {
            builder.Name("retryAfterSeconds").Number(details.RetryAfterSeconds);
        }

        builder.EndObject();
    }

    private static void WriteText(DocumentBuilder builder, string name, string value)
    {
        if (value.Length > 0)
        {
            builder.Name(name).String(value);
        }
    }
}
