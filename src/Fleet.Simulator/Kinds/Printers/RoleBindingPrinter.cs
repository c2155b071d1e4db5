using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>RoleBindings and ClusterRoleBindings: the role and who has it.</summary>
internal sealed class RoleBindingPrinter(string resource) : KindPrinter(resource)
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var role = value["roleRef"u8];
        cells.Name(value)
            .Text($"{role["kind"u8].AsString("")}/{role["name"u8].AsString("")}")
            .Age(value)
            .Text(Subjects(value, "User"))
            .Text(Subjects(value, "Group"))
            .Text(Subjects(value, "ServiceAccount"));
    }

    private static string Subjects(DocumentValue binding, string kind) => string.Join(", ", binding["subjects"u8].Items.ToList()
        .Where(subject => subject["kind"u8].AsString() == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject["namespace"u8].AsString("")}/{subject["name"u8].AsString("")}" : subject["name"u8].AsString("")));
}
