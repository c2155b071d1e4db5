using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Volume mounts and devices of containers.</summary>
internal static class MountValidation
{
    public static void Mounts(PodRules pod, DocumentValue container, string field, FieldErrors errors)
    {
        var points = new HashSet<string>(StringComparer.Ordinal);
        var devices = container["volumeDevices"u8];
        var index = 0;
        foreach (var mount in container["volumeMounts"u8].Items)
        {
            var path = ContainerValidation.At(field, index++);
            var name = mount["name"u8].AsString("");
            var point = mount["mountPath"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required($"{path}.name");
            }

            if (!pod.Volumes.ContainsKey(name))
            {
                errors.Add(FieldError.NotFound($"{path}.name", mount["name"u8]));
            }

            if (point.Length == 0)
            {
                errors.Required($"{path}.mountPath");
            }

            if (!points.Add(point))
            {
                errors.Invalid($"{path}.mountPath", point, "must be unique");
            }

            if (Has(devices, "name", name))
            {
                errors.Invalid($"{path}.name", name, "must not already exist in volumeDevices");
            }

            if (Has(devices, "devicePath", point))
            {
                errors.Invalid($"{path}.mountPath", point, "must not already exist as a path in volumeDevices");
            }

            Options(mount, container, field, path, errors);
        }
    }

    public static void Devices(PodRules pod, DocumentValue container, string field, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var device in container["volumeDevices"u8].Items)
        {
            var path = ContainerValidation.At(field, index++);
            var name = device["name"u8].AsString("");
            var devicePath = device["devicePath"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required($"{path}.name");
            }
            else if (!names.Add(name))
            {
                errors.Invalid($"{path}.name", name, "must be unique");
            }

            if (!pod.Volumes.TryGetValue(name, out var volume))
            {
                errors.Add(FieldError.NotFound($"{path}.name", device["name"u8]));
            }
            else if (!volume["persistentVolumeClaim"u8].IsObject && !volume["ephemeral"u8].IsObject)
            {
                errors.Invalid($"{path}.name", name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }

            if (devicePath.Length == 0)
            {
                errors.Required($"{path}.devicePath");
            }
            else if (Names.HasBacksteps(devicePath))
            {
                errors.Invalid($"{path}.devicePath", devicePath, "can not contain backsteps ('..')");
            }
            else if (!paths.Add(devicePath))
            {
                errors.Invalid($"{path}.devicePath", devicePath, "must be unique");
            }
        }
    }

    /// <summary>Upstream names the list, not the item, in these errors.</summary>
    private static void Options(DocumentValue mount, DocumentValue container, string field, string path, FieldErrors errors)
    {
        var subPath = mount["subPath"u8].AsString("");
        if (subPath.Length > 0)
        {
            Names.LocalDescendingPath(subPath, $"{field}.subPath", errors);
        }

        if (mount["subPathExpr"u8].AsString("") is { Length: > 0 } expression)
        {
            if (subPath.Length > 0)
            {
                errors.Invalid($"{path}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
            }

            Names.LocalDescendingPath(expression, $"{field}.subPathExpr", errors);
        }

        errors.OptionalOneOf(mount["mountPropagation"u8], $"{field}.mountPropagation", "Bidirectional", "HostToContainer", "None");
        if (mount["mountPropagation"u8].StringEquals("Bidirectional"u8) && container["securityContext"u8]["privileged"u8].AsBoolean() != true)
        {
            errors.Forbidden($"{field}.mountPropagation", "Bidirectional mount propagation is available only to privileged containers");
        }
    }

    private static bool Has(DocumentValue list, string member, string value)
    {
        foreach (var item in list.Items)
        {
            if (value.Length > 0 && item[member].AsString() == value)
            {
                return true;
            }
        }

        return false;
    }
}
