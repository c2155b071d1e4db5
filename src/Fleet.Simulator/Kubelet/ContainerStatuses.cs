using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kubelet;

/// <summary>Builds <c>containerStatuses</c>.</summary>
internal static class ContainerStatuses
{
    public static DocumentNode Waiting(DocumentValue container, string reason, string? message, DocumentNode? lastState = null, long restarts = 0) => DocumentNode.Object(
        ("name", container["name"u8]),
        ("state", DocumentNode.Object(("waiting", DocumentNode.Object(("reason", reason), ("message", message is null ? null : (DocumentNode)message))))),
        ("lastState", lastState ?? DocumentNode.Object()),
        ("ready", false),
        ("restartCount", restarts),
        ("image", container["image"u8]),
        ("imageID", ""),
        ("started", false));

    public static DocumentNode Running(DocumentValue container, string startedAt, bool ready, DocumentNode? lastState = null, long restarts = 0) => DocumentNode.Object(
        ("name", container["name"u8]),
        ("state", DocumentNode.Object(("running", DocumentNode.Object(("startedAt", startedAt))))),
        ("lastState", lastState ?? DocumentNode.Object()),
        ("ready", ready),
        ("restartCount", restarts),
        ("image", container["image"u8]),
        ("imageID", ""),
        ("started", true));

    /// <summary>An init container that did its work.</summary>
    public static DocumentNode Completed(DocumentValue container, string startedAt, string finishedAt) => DocumentNode.Object(
        ("name", container["name"u8]),
        ("state", DocumentNode.Object(("terminated", Terminated("Completed", 0, startedAt, finishedAt)))),
        ("lastState", DocumentNode.Object()),
        ("ready", true),
        ("restartCount", 0),
        ("image", container["image"u8]),
        ("imageID", ""),
        ("started", false));

    public static DocumentNode Terminated(string reason, int exitCode, string startedAt, string finishedAt) => DocumentNode.Object(
        ("exitCode", exitCode), ("reason", reason), ("startedAt", startedAt), ("finishedAt", finishedAt));
}
