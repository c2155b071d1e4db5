namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>Who asks.</summary>
public sealed record UserInfo(string Name)
{
    public const string AuthenticatedGroup = "system:authenticated";

    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>Members may do everything.</summary>
    public const string MastersGroup = "system:masters";

    /// <summary>A request without credentials, where these are let through to authorization.</summary>
    public static UserInfo Anonymous { get; } = new("system:anonymous") { Groups = [UnauthenticatedGroup] };

    /// <summary>The server itself and controllers inside it: everything is allowed.</summary>
    public static UserInfo System { get; } = new("system:apiserver") { Groups = [MastersGroup, AuthenticatedGroup] };

    public string Uid { get; init; } = "";

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The user of a service account, with the groups every service account has.</summary>
    public static UserInfo ServiceAccount(string namespaceName, string name) => new($"system:serviceaccount:{namespaceName}:{name}")
    {
        Groups = ["system:serviceaccounts", $"system:serviceaccounts:{namespaceName}", AuthenticatedGroup],
    };
}
