using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters.Directory;

public sealed partial class KubeconfigDirectory
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Kubeconfig directory: {Path} is passed over: {Message}")]
    private static partial void LogFault(ILogger log, string path, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kubeconfig directory {Folder} cannot be looked at now: {Message}")]
    private static partial void LogUnreadable(ILogger log, string folder, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kubeconfig directory: the cluster {Cluster} (context {Context} of {Path}) is declared by somebody else; it is left alone.")]
    private static partial void LogTaken(ILogger log, string cluster, string context, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kubeconfig directory: the cluster {Cluster} is {What} (context {Context} of {Path}).")]
    private static partial void LogDeclared(ILogger log, string cluster, string what, string context, string path);
}
