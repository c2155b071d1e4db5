namespace Fleet.Kubernetes.Health;

/// <summary>The verdict on one object: its status, a machine's reason (CamelCase) and a person's message; both may be empty.</summary>
public readonly record struct HealthAssessment(HealthStatus Status, string Reason = "", string Message = "")
{
    public static HealthAssessment Healthy(string reason = "", string message = "") => new(HealthStatus.Healthy, reason, message);

    public static HealthAssessment Progressing(string reason = "", string message = "") => new(HealthStatus.Progressing, reason, message);

    public static HealthAssessment Degraded(string reason = "", string message = "") => new(HealthStatus.Degraded, reason, message);

    public static HealthAssessment Suspended(string reason = "", string message = "") => new(HealthStatus.Suspended, reason, message);

    public override string ToString() => $"{Status}{(Reason.Length == 0 ? "" : $" ({Reason})")}{(Message.Length == 0 ? "" : ": " + Message)}";
}
