using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Environment variables of containers and what they are filled from.</summary>
internal static class EnvironmentValidation
{
    private const string OneSource = "may not have more than one field specified at a time";

    private static readonly string[] FieldPaths =
        ["metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"];

    private static readonly string[] VolumeFieldPaths = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    public static void Variables(DocumentValue variables, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var variable in variables.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var name = variable["name"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required($"{path}.name");
            }
            else
            {
                errors.Invalid($"{path}.name", name, Names.EnvironmentVariable(name));
            }

            if (variable["valueFrom"u8] is { IsObject: true } source)
            {
                ValueFrom(source, variable["value"u8].AsString(""), $"{path}.valueFrom", errors);
            }
        }
    }

    public static void Sources(DocumentValue sources, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var source in sources.Items)
        {
            var path = ContainerValidation.At(field, index++);
            if (source["prefix"u8].AsString("") is { Length: > 0 } prefix)
            {
                errors.Invalid($"{path}.prefix", prefix, Names.EnvironmentVariable(prefix));
            }

            var count = 0;
            foreach (var kind in (ReadOnlySpan<string>)["configMapRef", "secretRef"])
            {
                if (source[kind].IsObject)
                {
                    count++;
                    ObjectName(source[kind]["name"u8].AsString(""), $"{path}.{kind}.name", errors);
                }
            }

            if (count == 0)
            {
                errors.Invalid(field, "", "must specify one of: `configMapRef` or `secretRef`");
            }
            else if (count > 1)
            {
                errors.Invalid(field, "", OneSource);
            }
        }
    }

    /// <summary>A field of the pod, for a variable or a file.</summary>
    public static void FieldReference(DocumentValue reference, bool forVolume, string field, FieldErrors errors)
    {
        var path = reference["fieldPath"u8].AsString("");
        if (path.Length == 0)
        {
            errors.Required($"{field}.fieldPath");
            return;
        }

        var open = path.IndexOf("['", StringComparison.Ordinal);
        if (open > 0 && path.EndsWith("']", StringComparison.Ordinal))
        {
            var key = path[(open + 2)..^2];
            switch (path[..open])
            {
                case "metadata.annotations":
                    errors.Invalid(field, key.ToLowerInvariant(), LabelSyntax.ValidateQualifiedName(key.ToLowerInvariant()));
                    break;
                case "metadata.labels":
                    errors.Invalid(field, key, LabelSyntax.ValidateQualifiedName(key));
                    break;
                default:
                    errors.Invalid($"{field}.fieldPath", path, $"error converting fieldPath: field label does not support subscript: {path}");
                    break;
            }
        }
        else if (!FieldPaths.Contains(path) && !VolumeFieldPaths.Contains(path))
        {
            errors.Invalid($"{field}.fieldPath", path, $"error converting fieldPath: field label not supported: {path}");
        }
        else if (!(forVolume ? VolumeFieldPaths : FieldPaths).Contains(path))
        {
            errors.NotSupported($"{field}.fieldPath", path, forVolume ? VolumeFieldPaths : FieldPaths);
        }
    }

    public static void ResourceReference(DocumentValue reference, bool forVolume, string field, FieldErrors errors)
    {
        var resource = reference["resource"u8].AsString("");
        if (forVolume && reference["containerName"u8].AsString("").Length == 0)
        {
            errors.Required($"{field}.containerName");
        }
        else if (resource.Length == 0)
        {
            errors.Required($"{field}.resource");
        }
        else if (!Resources.Contains(resource)
            && !resource.StartsWith("requests.hugepages-", StringComparison.Ordinal)
            && !resource.StartsWith("limits.hugepages-", StringComparison.Ordinal))
        {
            errors.NotSupported($"{field}.resource", resource, Resources);
        }
    }

    private static void ValueFrom(DocumentValue source, string value, string path, FieldErrors errors)
    {
        var count = 0;
        foreach (var (kind, reference) in source.Members)
        {
            if (!reference.IsObject)
            {
                continue;
            }

            count++;
            switch (kind)
            {
                case "fieldRef":
                    FieldReference(reference, forVolume: false, $"{path}.fieldRef", errors);
                    break;
                case "resourceFieldRef":
                    ResourceReference(reference, forVolume: false, $"{path}.resourceFieldRef", errors);
                    break;
                case "configMapKeyRef" or "secretKeyRef":
                    KeyReference(reference, $"{path}.{kind}", errors);
                    break;
            }
        }

        if (count == 0)
        {
            errors.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (value.Length > 0)
        {
            errors.Invalid(path, "", "may not be specified when `value` is not empty");
        }
        else if (count > 1)
        {
            errors.Invalid(path, "", OneSource);
        }
    }

    private static void KeyReference(DocumentValue reference, string path, FieldErrors errors)
    {
        var name = reference["name"u8].AsString("");
        errors.Name(NameRules.DnsSubdomain, name, $"{path}.name");
        var key = reference["key"u8].AsString("");
        if (key.Length == 0)
        {
            errors.Required($"{path}.key");
        }
        else
        {
            errors.Invalid($"{path}.key", key, Names.ConfigMapKey(key));
        }
    }

    private static void ObjectName(string name, string field, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(field);
        }
        else
        {
            errors.Invalid(field, name, NameRules.DnsSubdomain(name, true));
        }
    }
}
