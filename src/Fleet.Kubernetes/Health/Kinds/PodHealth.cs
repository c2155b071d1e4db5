using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>
/// A pod that always restarts is healthy when it is ready and degraded when a container cannot start or fell. A pod with an end (restart policy
/// Never, OnFailure) is healthy when it succeeded and in progress until then, unless its owner marks it as a long-running one by the annotation
/// <c>argocd.argoproj.io/ignore-restart-policy</c>.
/// </summary>
internal sealed class PodHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        var status = resource["status"u8];
        var message = status["message"u8].AsString("");
        var lasting = IsLasting(resource);
        if (lasting && FindStuck(status) is { } stuck)
        {
            return stuck;
        }

        return status["phase"u8].AsString() switch
        {
            "Pending" => HealthAssessment.Progressing("Pending", Waiting(resource, message)),
            "Succeeded" => HealthAssessment.Healthy("Succeeded", message),
            "Failed" => Failed(status, message),
            "Running" when !lasting => HealthAssessment.Progressing("Running", "the pod runs to completion"),
            "Running" => Running(resource, status, message),
            var phase => new(HealthStatus.Unknown, phase ?? "", message),
        };
    }

    private static bool IsLasting(DocumentValue resource) =>
        resource["spec"u8]["restartPolicy"u8].AsString("Always") == "Always"
        || resource["metadata"u8]["annotations"u8]["argocd.argoproj.io/ignore-restart-policy"u8].StringEquals("true"u8);

    /// <summary>A container that waits because something is wrong: ErrImagePull, ImagePullBackOff, CreateContainerConfigError, CrashLoopBackOff…</summary>
    private static HealthAssessment? FindStuck(DocumentValue status)
    {
        foreach (var list in (ReadOnlySpan<DocumentValue>)[status["initContainerStatuses"u8], status["containerStatuses"u8]])
        {
            foreach (var container in list.Items)
            {
                var waiting = container["state"u8]["waiting"u8];
                var reason = waiting["reason"u8].AsString("");
                if (reason.StartsWith("Err", StringComparison.Ordinal) || reason.EndsWith("Error", StringComparison.Ordinal) || reason.EndsWith("BackOff", StringComparison.Ordinal))
                {
                    return HealthAssessment.Degraded(reason, $"container {container["name"u8].AsString("")}: {waiting["message"u8].AsString(reason)}");
                }
            }
        }

        return null;
    }

    private static string Waiting(DocumentValue resource, string message)
    {
        var scheduled = StatusCondition.Find(resource, "PodScheduled"u8);
        return message.Length == 0 && scheduled.IsFalse ? scheduled.Message : message;
    }

    private static HealthAssessment Running(DocumentValue resource, DocumentValue status, string message)
    {
        var ready = StatusCondition.Find(resource, "Ready"u8);
        if (ready.IsTrue)
        {
            return HealthAssessment.Healthy("Ready", message);
        }

        foreach (var container in status["containerStatuses"u8].Items)
        {
            if (container["lastState"u8]["terminated"u8].IsObject)
            {
                return HealthAssessment.Degraded("ContainerRestarted", Termination(container, container["lastState"u8]["terminated"u8]) ?? ready.Message);
            }
        }

        return HealthAssessment.Progressing(ready.Reason, ready.Message.Length > 0 ? ready.Message : message);
    }

    private static HealthAssessment Failed(DocumentValue status, string message)
    {
        var reason = status["reason"u8].AsString("Failed");
        if (message.Length > 0)
        {
            return HealthAssessment.Degraded(reason, message);
        }

        foreach (var list in (ReadOnlySpan<DocumentValue>)[status["initContainerStatuses"u8], status["containerStatuses"u8]])
        {
            foreach (var container in list.Items)
            {
                if (Termination(container, container["state"u8]["terminated"u8]) is { } text)
                {
                    return HealthAssessment.Degraded(container["state"u8]["terminated"u8]["reason"u8].AsString(reason), text);
                }
            }
        }

        return HealthAssessment.Degraded(reason);
    }

    private static string? Termination(DocumentValue container, DocumentValue terminated)
    {
        var name = container["name"u8].AsString("");
        var message = terminated["message"u8].AsString("");
        return message.Length > 0
            ? $"container {name}: {message}"
            : terminated["reason"u8].StringEquals("OOMKilled"u8)
                ? $"container {name} was OOMKilled"
                : terminated["exitCode"u8].AsInt64() is { } code and not 0 ? $"container {name} failed with exit code {code}" : null;
    }
}
