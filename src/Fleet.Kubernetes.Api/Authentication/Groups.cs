namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>Groups every user is in.</summary>
internal static class Groups
{
    /// <summary>The user with <c>system:authenticated</c>, unless anonymous.</summary>
    public static UserInfo WithAuthenticated(UserInfo user) =>
        user.Groups.Contains(UserInfo.AuthenticatedGroup, StringComparer.Ordinal) || user.Groups.Contains(UserInfo.UnauthenticatedGroup, StringComparer.Ordinal)
            ? user
            : user with { Groups = [.. user.Groups, UserInfo.AuthenticatedGroup] };
}
