using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Security contexts of pods and containers.</summary>
internal static class SecurityContextValidation
{
    private const string IdRange = "must be between 0 and 2147483647, inclusive";

    public static void Pod(DocumentValue context, DocumentValue spec, string field, FieldErrors errors)
    {
        Id(context["fsGroup"u8], $"{field}.fsGroup", errors);
        Id(context["runAsUser"u8], $"{field}.runAsUser", errors);
        Id(context["runAsGroup"u8], $"{field}.runAsGroup", errors);
        var index = 0;
        foreach (var group in context["supplementalGroups"u8].Items)
        {
            Id(group, string.Create(CultureInfo.InvariantCulture, $"{field}.supplementalGroups[{index++}]"), errors);
        }

        if (spec["shareProcessNamespace"u8].AsBoolean() == true && spec["hostPID"u8].AsBoolean() == true)
        {
            errors.Invalid($"{field}.shareProcessNamespace", spec["shareProcessNamespace"u8], "ShareProcessNamespace and HostPID cannot both be enabled");
        }

        Sysctls(context["sysctls"u8], $"{field}.sysctls", errors);
        errors.OptionalOneOf(context["fsGroupChangePolicy"u8], $"{field}.fsGroupChangePolicy", "Always", "OnRootMismatch");
        Seccomp(context["seccompProfile"u8], $"{field}.seccompProfile", errors);
        AppArmor(context["appArmorProfile"u8], $"{field}.appArmorProfile", errors);
        errors.OptionalOneOf(context["supplementalGroupsPolicy"u8], $"{field}.supplementalGroupsPolicy", "Merge", "Strict");
        errors.OptionalOneOf(context["seLinuxChangePolicy"u8], $"{field}.seLinuxChangePolicy", "MountOption", "Recursive");
    }

    public static void Container(DocumentValue context, string field, FieldErrors errors)
    {
        if (!context.IsObject)
        {
            return;
        }

        Id(context["runAsUser"u8], $"{field}.runAsUser", errors);
        Id(context["runAsGroup"u8], $"{field}.runAsGroup", errors);
        errors.OptionalOneOf(context["procMount"u8], $"{field}.procMount", "Default", "Unmasked");
        Seccomp(context["seccompProfile"u8], $"{field}.seccompProfile", errors);
        if (context["allowPrivilegeEscalation"u8].AsBoolean() == false)
        {
            if (context["privileged"u8].AsBoolean() == true)
            {
                errors.Invalid(field, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }

            foreach (var capability in context["capabilities"u8]["add"u8].Items)
            {
                if (capability.AsString() is "CAP_SYS_ADMIN")
                {
                    errors.Invalid(field, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
                }
            }
        }

        AppArmor(context["appArmorProfile"u8], $"{field}.appArmorProfile", errors);
    }

    private static void Id(DocumentValue value, string field, FieldErrors errors)
    {
        if (value.AsInt64() is { } id and (< 0 or > int.MaxValue))
        {
            errors.Invalid(field, id, IdRange);
        }
    }

    private static void Sysctls(DocumentValue sysctls, string field, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var sysctl in sysctls.Items)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{field}[{index++}].name");
            var name = sysctl["name"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required(path);
            }
            else if (!names.Add(name))
            {
                errors.Duplicate(path, name);
            }
        }
    }

    private static void Seccomp(DocumentValue profile, string field, FieldErrors errors) => Profile(profile, "seccomp", "seccompProfile", field, errors);

    private static void AppArmor(DocumentValue profile, string field, FieldErrors errors) => Profile(profile, "AppArmor", "appArmorProfile", field, errors);

    private static void Profile(DocumentValue profile, string title, string name, string field, FieldErrors errors)
    {
        if (!profile.IsObject)
        {
            return;
        }

        var type = profile["type"u8].AsString("");
        if (type.Length == 0)
        {
            errors.Required($"{field}.type", $"type is required when {name} is set");
        }
        else if (type is not ("Localhost" or "RuntimeDefault" or "Unconfined"))
        {
            errors.NotSupported($"{field}.type", type, "Localhost", "RuntimeDefault", "Unconfined");
        }

        var local = profile["localhostProfile"u8];
        if (type == "Localhost" && local.AsString("").Length == 0)
        {
            errors.Required($"{field}.localhostProfile", $"must be set when {title} type is Localhost");
        }
        else if (type != "Localhost" && local.IsString)
        {
            errors.Invalid($"{field}.localhostProfile", local, $"can only be set when {title} type is Localhost");
        }
    }
}
