namespace Fleet.Kubernetes.Resources;

/// <summary>A kind whatever its version: <c>Deployment.apps</c>.</summary>
public readonly record struct GroupKind(string Group, string Kind)
{
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
