namespace Fleet.Kubernetes.Resources;

/// <summary>A resource whatever its version: <c>deployments.apps</c>, as error messages name it.</summary>
public readonly record struct GroupResource(string Group, string Resource)
{
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
