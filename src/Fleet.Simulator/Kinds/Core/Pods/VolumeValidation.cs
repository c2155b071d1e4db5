using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>The volumes of a pod; those that pass are remembered in <see cref="PodRules.Volumes"/> for the mounts.</summary>
internal static class VolumeValidation
{
    private const string ModeRange = "must be a number between 0 and 0777 (octal), both inclusive";
    private static readonly string[] HostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    public static void Validate(PodRules pod, string field, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            var path = ContainerValidation.At(field, index++);
            var problems = new FieldErrors();
            Source(volume, path, problems);
            var name = volume["name"u8].AsString("");
            if (name.Length == 0)
            {
                problems.Required($"{path}.name");
            }
            else
            {
                Names.DnsLabel(name, $"{path}.name", problems);
            }

            if (names.Contains(name))
            {
                problems.Duplicate($"{path}.name", name);
            }

            if (problems.Count == 0)
            {
                names.Add(name);
                pod.Volumes[name] = volume;
            }

            errors.AddRange(problems);
        }
    }

    private static void Source(DocumentValue volume, string path, FieldErrors errors)
    {
        var type = BuiltInSchemas.Instance.FindType("io.k8s.api.core.v1.Volume")!;
        var count = 0;
        foreach (var (kind, source) in volume.Members)
        {
            if (kind == "name" || !source.IsObject)
            {
                continue;
            }

            if (count++ > 0)
            {
                errors.Forbidden($"{path}.{kind}", "may not specify more than 1 volume type");
            }
            else
            {
                Of(kind, source, type.Field(kind), $"{path}.{kind}", errors);
            }
        }

        if (count == 0)
        {
            errors.Required(path, "must specify a volume type");
        }
    }

    private static void Of(string kind, DocumentValue source, Schema? schema, string path, FieldErrors errors)
    {
        switch (kind)
        {
            case "emptyDir":
                if (Quantity.TryParse(source["sizeLimit"u8], out var limit) && limit.Sign < 0)
                {
                    errors.Forbidden($"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity");
                }

                break;
            case "hostPath":
                HostPath(source, path, errors);
                break;
            case "secret":
                RequiredText(source, "secretName", path, errors);
                ModeAndItems(source, path, errors);
                break;
            case "configMap":
                RequiredText(source, "name", path, errors);
                ModeAndItems(source, path, errors);
                break;
            case "downwardAPI":
                Mode(source["defaultMode"u8], $"{path}.defaultMode", errors);
                DownwardFiles(source["items"u8], path, errors);
                break;
            case "projected":
                Projected(source, path, errors);
                break;
            case "nfs":
                RequiredText(source, "server", path, errors);
                RequiredText(source, "path", path, errors);
                if (!source["path"u8].AsString("").StartsWith('/'))
                {
                    errors.Invalid($"{path}.path", source["path"u8].AsString(""), "must be an absolute path");
                }

                break;
            default:
                foreach (var required in schema?.Required ?? [])
                {
                    if (schema!.Field(required) is { Kind: SchemaKind.String })
                    {
                        RequiredText(source, required, path, errors);
                    }
                }

                break;
        }
    }

    private static void HostPath(DocumentValue source, string path, FieldErrors errors)
    {
        var hostPath = source["path"u8].AsString("");
        if (hostPath.Length == 0)
        {
            errors.Required($"{path}.path");
            return;
        }

        Names.NoBacksteps(hostPath, $"{path}.path", errors);
        errors.OptionalOneOf(source["type"u8], $"{path}.type", HostPathTypes);
    }

    private static void Projected(DocumentValue source, string path, FieldErrors errors)
    {
        Mode(source["defaultMode"u8], $"{path}.defaultMode", errors);
        var index = 0;
        foreach (var projection in source["sources"u8].Items)
        {
            var at = ContainerValidation.At($"{path}.sources", index++);
            var count = 0;
            foreach (var (kind, part) in projection.Members)
            {
                if (part.IsObject && count++ > 0)
                {
                    errors.Forbidden($"{at}.{kind}", "may not specify more than 1 volume type");
                }
                else if (part.IsObject)
                {
                    Projection(kind, part, $"{at}.{kind}", errors);
                }
            }

            if (count == 0)
            {
                errors.Required(at, "must specify a volume type");
            }
        }
    }

    private static void Projection(string kind, DocumentValue part, string path, FieldErrors errors)
    {
        switch (kind)
        {
            case "secret" or "configMap":
                RequiredText(part, "name", path, errors);
                Items(part["items"u8], path, errors);
                break;
            case "downwardAPI":
                DownwardFiles(part["items"u8], path, errors);
                break;
            case "serviceAccountToken":
                if (part["expirationSeconds"u8].AsInt64() is < 600)
                {
                    errors.Invalid($"{path}.expirationSeconds", part["expirationSeconds"u8], "may not specify a duration less than 10 minutes");
                }

                if (part["path"u8].AsString("").Length == 0)
                {
                    errors.Required($"{path}.path");
                }
                else
                {
                    Names.LocalDescendingPath(part["path"u8].AsString(""), $"{path}.path", errors);
                }

                break;
        }
    }

    private static void ModeAndItems(DocumentValue source, string path, FieldErrors errors)
    {
        Mode(source["defaultMode"u8], $"{path}.defaultMode", errors);
        Items(source["items"u8], path, errors);
    }

    private static void Items(DocumentValue items, string path, FieldErrors errors)
    {
        var index = 0;
        foreach (var item in items.Items)
        {
            var at = ContainerValidation.At($"{path}.items", index++);
            RequiredText(item, "key", at, errors);
            FilePath(item, at, errors);
            Mode(item["mode"u8], $"{at}.mode", errors);
        }
    }

    private static void DownwardFiles(DocumentValue items, string path, FieldErrors errors)
    {
        foreach (var item in items.Items)
        {
            FilePath(item, path, errors);
            if (item["fieldRef"u8].IsObject)
            {
                EnvironmentValidation.FieldReference(item["fieldRef"u8], forVolume: true, $"{path}.fieldRef", errors);
            }
            else if (item["resourceFieldRef"u8].IsObject)
            {
                EnvironmentValidation.ResourceReference(item["resourceFieldRef"u8], forVolume: true, $"{path}.resourceFieldRef", errors);
            }
            else
            {
                errors.Required(path, "one of fieldRef and resourceFieldRef is required");
            }

            Mode(item["mode"u8], $"{path}.mode", errors);
        }
    }

    private static void FilePath(DocumentValue item, string path, FieldErrors errors)
    {
        var file = item["path"u8].AsString("");
        if (file.Length == 0)
        {
            errors.Required($"{path}.path");
            return;
        }

        Names.LocalDescendingPath(file, $"{path}.path", errors);
        if (file.StartsWith("..", StringComparison.Ordinal) && !file.StartsWith("../", StringComparison.Ordinal))
        {
            errors.Invalid($"{path}.path", file, "must not start with '..'");
        }
    }

    private static void Mode(DocumentValue mode, string path, FieldErrors errors)
    {
        if (mode.AsInt64() is { } value and (< 0 or > 511))
        {
            errors.Invalid(path, value, ModeRange);
        }
    }

    private static void RequiredText(DocumentValue source, string name, string path, FieldErrors errors)
    {
        if (source[name].AsString("").Length == 0)
        {
            errors.Required($"{path}.{name}");
        }
    }
}
