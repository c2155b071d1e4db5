namespace Fleet.Client;

/// <summary>Where a fleet's kubeconfig is found when nobody names it.</summary>
public static class FleetKubeconfig
{
    /// <summary>The variable that names it.</summary>
    public const string Variable = "FLEET_KUBECONFIG";

    /// <summary>Where a silo writes it.</summary>
    public const string DefaultPath = "./data/fleet.kubeconfig";

    /// <summary>What the environment names, else <see cref="DefaultPath"/> where it exists, else null: kubectl's rules then.</summary>
    public static string? Locate() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : File.Exists(DefaultPath) ? DefaultPath : null;
}
