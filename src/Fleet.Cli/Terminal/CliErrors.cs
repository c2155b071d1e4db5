using Fleet.Grains.Events;
using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Terminal;

/// <summary>What a failure means for the exit status, and how it is told.</summary>
internal static class CliErrors
{
    /// <summary>The exit status of what a user can mend or wait out; null for faults of the program.</summary>
    public static int? StatusOf(Exception error) => error switch
    {
        UsageException or KubeconfigException or EventsExpiredException => ExitCode.BadInput,
        KubernetesApiException { IsTransient: true, StatusCode: not System.Net.HttpStatusCode.Unauthorized } => ExitCode.Unreachable,
        KubernetesApiException => ExitCode.BadInput,
        ClusterException => ExitCode.Unreachable,
        _ => null,
    };

    /// <summary>The message, with what to do about it where that is known.</summary>
    public static string Describe(Exception error) => error switch
    {
        ClusterUnreachableException => $"{error.Message}\nIs the fleet running? Start it with 'fleet up', or name another with --fleet FILE.",
        KubernetesApiException { StatusCode: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden } =>
            $"{error.Message}\nThe fleet's kubeconfig is taken from --fleet, FLEET_KUBECONFIG, ./data/fleet.kubeconfig or KUBECONFIG.",
        _ => error.Message,
    };
}
