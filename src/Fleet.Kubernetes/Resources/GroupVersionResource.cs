namespace Fleet.Kubernetes.Resources;

/// <summary>Where objects of a kind are served: <c>apps/v1/deployments</c>. <see cref="Resource"/> is the plural, lower case.</summary>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupResource GroupResource => new(Group, Resource);

    public override string ToString() => $"{ApiVersion}/{Resource}";
}
