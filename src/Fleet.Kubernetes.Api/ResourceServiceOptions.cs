using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.ServerSideApply;

namespace Fleet.Kubernetes.Api;

/// <summary>What a <see cref="ResourceService"/> is made with besides its store and catalog.</summary>
public sealed record ResourceServiceOptions
{
    /// <summary>In chain order.</summary>
    public IReadOnlyList<IAdmissionPlugin> Admission { get; init; } = [];

    /// <summary>Uids and generated names.</summary>
    public IdentityGenerator Identities { get; init; } = new();

    /// <summary>Shared between clusters, so that equal field sets are held once.</summary>
    public FieldManager FieldManager { get; init; } = new();

    /// <summary>Answers access reviews.</summary>
    public IAuthorizer Authorizer { get; init; } = AllowAll.Instance;

    /// <summary>Hides objects from users; null: whoever may read a resource sees all of it.</summary>
    public IVisibility? Visibility { get; init; }

    /// <summary>Answers token reviews; null when there are no tokens.</summary>
    public ITokenAuthenticator? Tokens { get; init; }

    /// <summary>Larger objects are refused, as etcd refuses requests beyond 1.5 MiB; patches cannot make one grow beyond it either.</summary>
    public int MaxObjectBytes { get; init; } = 1536 * 1024;

    /// <summary>Where error messages say keys live (<c>--etcd-prefix</c>).</summary>
    public string StoragePrefix { get; init; } = "/registry";
}
