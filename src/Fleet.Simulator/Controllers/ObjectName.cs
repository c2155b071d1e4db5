namespace Fleet.Simulator.Controllers;

/// <summary>An object of a known kind: its namespace (empty for cluster-wide kinds) and name.</summary>
public readonly record struct ObjectName(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
