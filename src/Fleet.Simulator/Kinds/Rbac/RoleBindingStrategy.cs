using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Rbac;

/// <summary>RoleBindings and ClusterRoleBindings (pkg/apis/rbac/validation).</summary>
internal sealed class RoleBindingStrategy : KindStrategy
{
    private const string Group = "rbac.authorization.k8s.io";

    public RoleBindingStrategy(string kind)
        : base(new GroupVersionKind(Group, "v1", kind))
    {
        AllowCreateOnUpdate = true;
        NameRule = NameRules.PathSegment;
    }

    private bool IsNamespaced => Kind.Kind == "RoleBinding";

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var role = value["roleRef"u8];
        if (role["apiGroup"u8].AsString("") is var group && group != Group)
        {
            errors.NotSupported("roleRef.apiGroup", group, Group);
        }

        if (role["kind"u8].AsString("") is var kind && !(kind == "ClusterRole" || (IsNamespaced && kind == "Role")))
        {
            errors.NotSupported("roleRef.kind", kind, IsNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        }

        if (role["name"u8].AsString("") is { Length: > 0 } name)
        {
            errors.Name(NameRules.PathSegment, name, "roleRef.name");
        }
        else
        {
            errors.Required("roleRef.name");
        }

        var index = 0;
        foreach (var subject in value["subjects"u8].Items)
        {
            Subject(subject, ContainerValidation.At("subjects", index++), errors);
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        errors.AddRange(ValidateCreate(context, value));
        if (!value["roleRef"u8].DeepEquals(old["roleRef"u8]))
        {
            errors.Invalid("roleRef", InternalTypes.Show("RoleRef", value["roleRef"u8]).ToValue(), "cannot change roleRef");
        }

        return errors;
    }

    private void Subject(DocumentValue subject, string path, FieldErrors errors)
    {
        var name = subject["name"u8].AsString("");
        var group = subject["apiGroup"u8].AsString("");
        if (name.Length == 0)
        {
            errors.Required($"{path}.name");
        }

        switch (subject["kind"u8].AsString(""))
        {
            case "ServiceAccount":
                if (name.Length > 0)
                {
                    errors.Name(NameRules.DnsSubdomain, name, $"{path}.name");
                }

                if (group.Length > 0)
                {
                    errors.NotSupported($"{path}.apiGroup", group, "");
                }

                if (!IsNamespaced && subject["namespace"u8].AsString("").Length == 0)
                {
                    errors.Required($"{path}.namespace");
                }

                break;
            case "User" or "Group":
                if (group != Group)
                {
                    errors.NotSupported($"{path}.apiGroup", group, Group);
                }

                break;
            case var kind:
                errors.NotSupported($"{path}.kind", kind, "ServiceAccount", "User", "Group");
                break;
        }
    }
}
