using Fleet.Kubernetes.Resources;

namespace Fleet.Client;

/// <summary>The kinds of the fleet's own API.</summary>
public static class FleetKinds
{
    public const string Group = "fleetengine.io";

    public const string Version = "v1alpha1";

    public const string ApiVersion = Group + "/" + Version;

    internal static GroupVersionResource Resource(string plural) => new(Group, Version, plural);

    internal static GroupVersionKind Kind(string kind) => new(Group, Version, kind);
}
