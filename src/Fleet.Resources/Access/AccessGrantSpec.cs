using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Access;

/// <summary>Who may do what, where.</summary>
public sealed record AccessGrantSpec(AccessRole Role, IReadOnlyList<AccessSubject> Subjects, AccessScope Scope)
{
    /// <summary>Reads an AccessGrant object that passed validation. A role nobody knows is the least.</summary>
    public static AccessGrantSpec Read(DocumentValue grant)
    {
        var spec = grant["spec"u8];
        return new AccessGrantSpec(
            spec["role"u8].AsString() switch
            {
                "admin" => AccessRole.Admin,
                "approver" => AccessRole.Approver,
                "operator" => AccessRole.Operator,
                _ => AccessRole.Viewer,
            },
            [.. spec["subjects"u8].Items.ToList().Select(subject => new AccessSubject(subject["kind"u8].StringEquals("Group"u8), subject["name"u8].AsString("")))],
            AccessScope.Read(spec["scope"u8]));
    }
}
