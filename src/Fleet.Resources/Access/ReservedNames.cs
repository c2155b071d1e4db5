namespace Fleet.Resources.Access;

/// <summary>Names of users and groups that mean something to the server itself: no token object and no issuer may give them.</summary>
public static class ReservedNames
{
    private static readonly string[] UserPrefixes = ["system:", "fleet:"];
    private static readonly string[] GroupPrefixes = ["system:", "fleet:", "fleetengine.io:"];

    public static bool IsUser(string name) => Array.Exists(UserPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    public static bool IsGroup(string name) => Array.Exists(GroupPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
