namespace Fleet.Kubernetes.Client;

/// <summary>What is wrong with a kubeconfig.</summary>
public enum KubeconfigProblem : byte
{
    /// <summary>It is not there, malformed, or names what it may not.</summary>
    Unusable,

    /// <summary>It has no context of the name asked for.</summary>
    NoSuchContext,

    /// <summary>Its client certificate is past its time.</summary>
    CertificateExpired,
}
