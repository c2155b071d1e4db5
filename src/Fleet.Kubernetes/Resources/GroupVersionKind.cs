using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Resources;

/// <summary>The kind of an object: <c>apps/v1, Kind=Deployment</c>. The core group is the empty string.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary><c>apps/v1</c>, or <c>v1</c> for the core group: what objects carry as <c>apiVersion</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>Splits an <c>apiVersion</c>; an empty or malformed one gives an empty version.</summary>
    public static GroupVersionKind From(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/');
        return slash < 0 ? new("", apiVersion, kind) : new(apiVersion[..slash], apiVersion[(slash + 1)..], kind);
    }

    /// <summary>The kind an object says it is; empty parts where it does not say.</summary>
    public static GroupVersionKind Of(DocumentValue value) =>
        From(value["apiVersion"u8].AsString(""), value["kind"u8].AsString(""));

    public override string ToString() => $"{ApiVersion}, Kind={Kind}";
}
