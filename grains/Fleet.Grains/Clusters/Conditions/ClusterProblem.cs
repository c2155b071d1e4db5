using System.Net;
using System.Security.Authentication;
using Fleet.Kubernetes.Client;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>Why a cluster cannot be used, as its conditions name it.</summary>
/// <param name="Reason">One CamelCase word.</param>
/// <param name="Message">What exactly, naming the cluster, request or field; never a secret.</param>
internal sealed record ClusterProblem(string Reason, string Message)
{
    private const int MaxMessage = 1024;

    /// <summary>Names a failure to reach a cluster or to be let in.</summary>
    public static ClusterProblem Of(Exception error) => new(ReasonOf(error), Cut(error.Message));

    /// <summary>A server's words must not fill an object that everybody watches.</summary>
    private static string Cut(string message) => message.Length > MaxMessage ? message[..MaxMessage] + "…" : message;

    private static string ReasonOf(Exception error) => error switch
    {
        KubeconfigException { Problem: KubeconfigProblem.CertificateExpired } => "CertificateExpired",
        KubeconfigException { Problem: KubeconfigProblem.NoSuchContext } => "WrongContext",
        KubeconfigException => "BadKubeconfig",
        CredentialsUnavailableException => "BadCredentials",
        MalformedResponseException => "MalformedAnswer",
        KubernetesApiException { StatusCode: HttpStatusCode.Unauthorized } => "BadCredentials",
        KubernetesApiException { StatusCode: HttpStatusCode.Forbidden } => "Forbidden",
        KubernetesApiException { StatusCode: HttpStatusCode.NotFound } => "MalformedAnswer",
        KubernetesApiException => "Unavailable",
        _ when Has<AuthenticationException>(error) => "TLS",
        _ when Has<OperationCanceledException>(error) || Has<TimeoutException>(error) => "Timeout",
        _ => "Unreachable",
    };

    private static bool Has<T>(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is T)
            {
                return true;
            }
        }

        return false;
    }
}
