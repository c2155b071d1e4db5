using Fleet.Kubernetes.Api.CustomResources.Validation;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>Whether a CRD's schema is structural: every node has a type, nothing of it is only inside <c>allOf/anyOf/oneOf/not</c>, list keys exist.</summary>
/// <remarks>KEP-1197 and k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go.</remarks>
internal static class StructuralSchemaValidation
{
    private static readonly string[] JunctionForbidden =
        ["type", "default", "title", "description", "nullable", "additionalProperties", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"];

    /// <summary>What JSON Schema has and CRDs do not.</summary>
    private static readonly string[] Unsupported = ["$ref", "definitions", "dependencies", "id", "patternProperties", "additionalItems"];

    public static List<FieldError> Check(string path, DocumentValue schema)
    {
        var errors = new List<FieldError>();
        CheckNode(path, schema, isRoot: true, "must not be empty at the root", errors);
        if (schema["type"u8].AsString() is { Length: > 0 } type and not "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", type, "must be object at the root"));
        }

        return errors;
    }

    private static void CheckNode(string path, DocumentValue schema, bool isRoot, string emptyType, List<FieldError> errors)
    {
        CheckType(path, schema, emptyType, errors);
        CheckLists(path, schema, errors);
        CheckJunctions(path, schema, errors);
        foreach (var name in Unsupported.Where(name => schema[name].Exists))
        {
            errors.Add(FieldError.Forbidden($"{path}.{name}", $"{name} is not supported"));
        }

        if (schema["uniqueItems"u8].AsBoolean() == true)
        {
            errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema["pattern"u8].AsString() is { Length: > 0 } pattern && !GoPattern.TryCompile(pattern, out _))
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", pattern, "must be a valid regular expression, but isn't"));
        }

        if (schema["additionalProperties"u8].IsObject && schema["properties"u8].Count > 0)
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used together with properties"));
        }

        if (isRoot && schema["nullable"u8].AsBoolean() == true)
        {
            errors.Add(FieldError.Forbidden($"{path}.nullable", "nullable cannot be true at the root"));
        }

        foreach (var (name, property) in schema["properties"u8].Members)
        {
            CheckNode($"{path}.properties[{name}]", property, isRoot: false, "must not be empty for specified object fields", errors);
        }

        if (schema["items"u8].IsObject)
        {
            CheckNode($"{path}.items", schema["items"u8], isRoot: false, "must not be empty for specified array items", errors);
        }

        if (schema["additionalProperties"u8].IsObject)
        {
            CheckNode($"{path}.additionalProperties", schema["additionalProperties"u8], isRoot: false, "must not be empty for specified object fields", errors);
        }
    }

    private static void CheckType(string path, DocumentValue schema, string emptyType, List<FieldError> errors)
    {
        var type = schema["type"u8].AsString("");
        var isFree = schema["x-kubernetes-int-or-string"u8].AsBoolean() == true || schema["x-kubernetes-preserve-unknown-fields"u8].AsBoolean() == true;
        if (type.Length == 0)
        {
            if (!isFree)
            {
                errors.Add(FieldError.Required($"{path}.type", emptyType));
            }
        }
        else if (type is not ("array" or "boolean" or "integer" or "number" or "object" or "string"))
        {
            errors.Add(FieldError.NotSupported($"{path}.type", type, "array", "boolean", "integer", "number", "object", "string"));
        }

        if (type == "array" && !schema["items"u8].IsObject)
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }
    }

    private static void CheckLists(string path, DocumentValue schema, List<FieldError> errors)
    {
        var listType = schema["x-kubernetes-list-type"u8].AsString("");
        var keys = schema["x-kubernetes-list-map-keys"u8];
        if (listType.Length > 0 && listType is not ("atomic" or "set" or "map"))
        {
            errors.Add(FieldError.NotSupported($"{path}.x-kubernetes-list-type", listType, "atomic", "map", "set"));
        }

        if (listType != "map")
        {
            return;
        }

        if (keys.Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        var items = schema["items"u8];
        var index = 0;
        foreach (var key in keys.Items)
        {
            var name = key.AsString("");
            if (!items["properties"u8][name].IsObject)
            {
                errors.Add(FieldError.Invalid($"{path}.x-kubernetes-list-map-keys[{index}]", name, "entries must all be names of item properties"));
            }
            else if (!items["properties"u8][name]["default"u8].Exists && !items["required"u8].Items.ToList().Any(item => item.AsString() == name))
            {
                errors.Add(FieldError.Required(
                    $"{path}.items.properties[{name}].default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }

            index++;
        }
    }

    /// <summary>Inside logical junctions only value rules may stand: types and structure are said outside.</summary>
    private static void CheckJunctions(string path, DocumentValue schema, List<FieldError> errors)
    {
        foreach (var junction in new[] { "allOf", "anyOf", "oneOf" })
        {
            var index = 0;
            foreach (var part in schema[junction].Items)
            {
                var isIntOrString = schema["x-kubernetes-int-or-string"u8].AsBoolean() == true && junction is "anyOf" or "allOf";
                CheckJunction($"{path}.{junction}[{index++}]", part, isIntOrString, errors);
            }
        }

        if (schema["not"u8].IsObject)
        {
            CheckJunction($"{path}.not", schema["not"u8], allowsType: false, errors);
        }
    }

    private static void CheckJunction(string path, DocumentValue part, bool allowsType, List<FieldError> errors)
    {
        foreach (var name in JunctionForbidden)
        {
            if (part[name].Exists && !(allowsType && name == "type"))
            {
                errors.Add(FieldError.Forbidden($"{path}.{name}", "must be empty to be structural"));
            }
        }
    }
}
