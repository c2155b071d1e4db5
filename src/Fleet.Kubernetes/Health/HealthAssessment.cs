namespace Fleet.Kubernetes.Health;

/// <summary>
/// The verdict on one object: its status, a machine's reason (CamelCase) and a person's message; both may be empty. They are the object's own words
/// and are kept to a length, as verdicts outlive the objects by the million.
/// </summary>
public readonly record struct HealthAssessment(HealthStatus Status, string Reason = "", string Message = "")
{
    private const int MaxReasonLength = 256;
    private const int MaxMessageLength = 1024;

    public string Reason { get; } = Cut(Reason, MaxReasonLength);

    public string Message { get; } = Cut(Message, MaxMessageLength);

    public static HealthAssessment Healthy(string reason = "", string message = "") => new(HealthStatus.Healthy, reason, message);

    public static HealthAssessment Progressing(string reason = "", string message = "") => new(HealthStatus.Progressing, reason, message);

    public static HealthAssessment Degraded(string reason = "", string message = "") => new(HealthStatus.Degraded, reason, message);

    public static HealthAssessment Suspended(string reason = "", string message = "") => new(HealthStatus.Suspended, reason, message);

    public override string ToString() => $"{Status}{(Reason.Length == 0 ? "" : $" ({Reason})")}{(Message.Length == 0 ? "" : ": " + Message)}";

    private static string Cut(string text, int length) => text.Length > length ? text[..length] + "…" : text;
}
