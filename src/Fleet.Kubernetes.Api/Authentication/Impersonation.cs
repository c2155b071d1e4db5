using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>Acts for another user when the headers ask for it and the caller may (upstream <c>filters/impersonation</c>).</summary>
internal sealed class Impersonation(IAuthorizer authorizer)
{
    private const string UserHeader = "Impersonate-User";
    private const string UidHeader = "Impersonate-Uid";
    private const string GroupHeader = "Impersonate-Group";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>The user to act as.</summary>
    /// <exception cref="ApiException">403: not allowed. 500: groups, a uid or extras without a user, as upstream.</exception>
    public async ValueTask<UserInfo> ApplyAsync(IHeaderDictionary headers, UserInfo caller, CancellationToken cancellationToken)
    {
        var name = headers[UserHeader].ToString();
        var groups = headers[GroupHeader].Where(group => !string.IsNullOrEmpty(group)).Select(group => group!).ToList();
        var uid = headers[UidHeader].ToString();
        var extra = headers
            .Where(header => header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .GroupBy(header => Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..].ToLowerInvariant()), StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<string>)[.. group.SelectMany(header => header.Value).Select(value => value ?? "")],
                StringComparer.Ordinal);
        if (name.Length == 0)
        {
            return groups.Count == 0 && uid.Length == 0 && extra.Count == 0
                ? caller
                : throw StatusError.InternalError("requested impersonation of groups, a uid or extras without impersonating a user");
        }

        var isServiceAccount = name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && name.Count(c => c == ':') == 3;
        await RequireUserAsync(caller, name, isServiceAccount, cancellationToken).ConfigureAwait(false);
        foreach (var group in groups)
        {
            await RequireAsync(caller, new AuthorizationAttributes(caller, "impersonate") { Resource = "groups", Name = group }, cancellationToken).ConfigureAwait(false);
        }

        await RequireDetailsAsync(caller, uid, extra, cancellationToken).ConfigureAwait(false);
        return new UserInfo(name) { Groups = Complete(name, groups, isServiceAccount), Uid = uid, Extra = extra };
    }

    private ValueTask RequireUserAsync(UserInfo caller, string name, bool isServiceAccount, CancellationToken cancellationToken)
    {
        var attributes = new AuthorizationAttributes(caller, "impersonate") { Resource = "users", Name = name };
        if (isServiceAccount)
        {
            var parts = name.Split(':');
            attributes = attributes with { Resource = "serviceaccounts", Namespace = parts[2], Name = parts[3] };
        }

        return RequireAsync(caller, attributes, cancellationToken);
    }

    private async ValueTask RequireDetailsAsync(
        UserInfo caller, string uid, Dictionary<string, IReadOnlyList<string>> extra, CancellationToken cancellationToken)
    {
        const string Group = "authentication.k8s.io";
        if (uid.Length > 0)
        {
            await RequireAsync(caller, new AuthorizationAttributes(caller, "impersonate") { Group = Group, Version = "v1", Resource = "uids", Name = uid }, cancellationToken)
                .ConfigureAwait(false);
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in values)
            {
                var attributes = new AuthorizationAttributes(caller, "impersonate")
                {
                    Group = Group,
                    Version = "v1",
                    Resource = "userextras",
                    Subresource = key,
                    Name = value,
                };
                await RequireAsync(caller, attributes, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask RequireAsync(UserInfo caller, AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        attributes = attributes with { User = caller, IsResourceRequest = true };
        var decision = await authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false);
        if (!decision.Allowed)
        {
            throw ForbiddenError.For(attributes, decision.Reason);
        }
    }

    /// <summary>The groups such a user has in any case.</summary>
    private static List<string> Complete(string name, List<string> groups, bool isServiceAccount)
    {
        if (isServiceAccount && groups.Count == 0)
        {
            groups.AddRange(["system:serviceaccounts", $"system:serviceaccounts:{name.Split(':')[2]}"]);
        }

        var last = name == UserInfo.Anonymous.Name ? UserInfo.UnauthenticatedGroup : UserInfo.AuthenticatedGroup;
        if (!groups.Contains(UserInfo.AuthenticatedGroup) && !groups.Contains(UserInfo.UnauthenticatedGroup))
        {
            groups.Add(last);
        }

        return groups;
    }
}
