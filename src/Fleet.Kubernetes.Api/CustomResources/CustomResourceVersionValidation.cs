using System.Text.RegularExpressions;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>
/// Checks the versions of a CustomResourceDefinition. What is the same in all versions is reported where older definitions had it, once for all
/// (<c>spec.validation</c>, <c>spec.subresources</c>, <c>spec.additionalPrinterColumns</c>), as upstream does.
/// </summary>
internal static partial class CustomResourceVersionValidation
{
    public static List<FieldError> Check(DocumentValue versions)
    {
        var errors = new List<FieldError>();
        CheckNames(versions, errors);
        CheckEach(versions, "schema", "spec.validation", CheckSchema, errors);
        CheckSchemasExist(versions, errors);
        CheckEach(versions, "subresources", "spec.subresources", CheckSubresources, errors);
        CheckEach(versions, "additionalPrinterColumns", "spec.additionalPrinterColumns", CheckColumns, errors);
        return errors;
    }

    private static void CheckNames(DocumentValue versions, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (index, storage, isUnique) = (0, 0, true);
        foreach (var version in versions.Items)
        {
            var name = version["name"u8].AsString("");
            storage += version["storage"u8].AsBoolean() == true ? 1 : 0;
            isUnique &= names.Add(name);
            if (NameRules.Dns1035Label(name, false) is { Count: > 0 } problems)
            {
                errors.Add(FieldError.Invalid($"spec.versions[{index}].name", name, string.Join(",", problems)));
            }

            index++;
        }

        if (!isUnique)
        {
            errors.Add(FieldError.Invalid("spec.versions", versions, "must contain unique version names"));
        }

        if (storage != 1)
        {
            errors.Add(FieldError.Invalid("spec.versions", versions, "must have exactly one version marked as storage version"));
        }
    }

    /// <summary>Checks a part of every version, or once at <paramref name="commonPath"/> when it is the same in all.</summary>
    private static void CheckEach(
        DocumentValue versions, string part, string commonPath, Action<string, DocumentValue, List<FieldError>> check, List<FieldError> errors)
    {
        var parts = versions.Items.ToList().ConvertAll(version => version[part]);
        if (parts.Count > 0 && parts.TrueForAll(other => other.DeepEquals(parts[0])))
        {
            check(commonPath, parts[0], errors);
            return;
        }

        for (var index = 0; index < parts.Count; index++)
        {
            check($"spec.versions[{index}].{part}", parts[index], errors);
        }
    }

    private static void CheckSchema(string path, DocumentValue schema, List<FieldError> errors)
    {
        if (schema["openAPIV3Schema"u8].IsObject)
        {
            errors.AddRange(StructuralSchemaValidation.Check($"{path}.openAPIV3Schema", schema["openAPIV3Schema"u8]));
            CheckSize($"{path}.openAPIV3Schema", schema["openAPIV3Schema"u8], errors);
        }
    }

    private static void CheckSize(string path, DocumentValue schema, List<FieldError> errors)
    {
        try
        {
            CrdSchemaReader.ReadVersion(schema);
        }
        catch (SchemaFormatException error)
        {
            errors.Add(FieldError.Invalid(path, "", error.Message));
        }
    }

    private static void CheckSchemasExist(DocumentValue versions, List<FieldError> errors)
    {
        var index = 0;
        foreach (var version in versions.Items)
        {
            if (version["served"u8].AsBoolean() == true && !version["schema"u8]["openAPIV3Schema"u8].IsObject)
            {
                errors.Add(FieldError.Required($"spec.versions[{index}].schema.openAPIV3Schema", "schemas are required"));
            }

            index++;
        }
    }

    private static void CheckSubresources(string path, DocumentValue subresources, List<FieldError> errors)
    {
        var scale = subresources["scale"u8];
        if (!scale.IsObject)
        {
            return;
        }

        CheckScalePath($"{path}.scale.specReplicasPath", scale["specReplicasPath"u8], ".spec", errors);
        CheckScalePath($"{path}.scale.statusReplicasPath", scale["statusReplicasPath"u8], ".status", errors);
        if (scale["labelSelectorPath"u8].AsString("") is { Length: > 0 } selector
            && !selector.StartsWith(".spec.", StringComparison.Ordinal) && !selector.StartsWith(".status.", StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid($"{path}.scale.labelSelectorPath", selector, "should be a json path under either .status or .spec"));
        }
    }

    private static void CheckScalePath(string path, DocumentValue value, string root, List<FieldError> errors)
    {
        var text = value.AsString("");
        if (text.Length == 0)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (!SimplePath().IsMatch(text))
        {
            errors.Add(FieldError.Invalid(path, text, "only a simple json path with dot notation is allowed"));
        }
        else if (!text.StartsWith(root + ".", StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid(path, text, $"should be a json path under {root}"));
        }
    }

    private static void CheckColumns(string path, DocumentValue columns, List<FieldError> errors)
    {
        var index = 0;
        foreach (var column in columns.Items)
        {
            var at = $"{path}[{index++}]";
            if (column["name"u8].AsString("").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }

            if (column["type"u8].AsString("") is var type && type is not ("integer" or "number" or "string" or "boolean" or "date"))
            {
                errors.Add(type.Length == 0
                    ? FieldError.Required($"{at}.type", "must be one of boolean,date,integer,number,string")
                    : FieldError.Invalid($"{at}.type", type, "must be one of boolean,date,integer,number,string"));
            }

            if (column["format"u8].AsString("") is { Length: > 0 } format and not ("int32" or "int64" or "float" or "double" or "byte" or "date" or "date-time" or "password"))
            {
                errors.Add(FieldError.Invalid($"{at}.format", format, "must be one of byte,date,date-time,double,float,int32,int64,password"));
            }

            if (column["jsonPath"u8].AsString("").Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.JSONPath"));
            }
        }
    }

    [GeneratedRegex(@"^(\.[A-Za-z_][A-Za-z0-9_-]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex SimplePath();
}
