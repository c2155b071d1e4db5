using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>
/// Checks a value against the value rules of a CRD's schema, with the wordings of upstream's validator. On update a part that did not change is
/// not held against the writer (ratcheting, KEP-4008).
/// </summary>
/// <remarks>k8s.io/kube-openapi/pkg/validation/validate and apiextensions-apiserver/pkg/apiserver/validation.</remarks>
internal static class SchemaValidator
{
    /// <param name="schema">The rules.</param>
    /// <param name="value">The object; types that do not fit are reported, not thrown.</param>
    /// <param name="old">What was stored; undefined on create.</param>
    public static List<FieldError> Validate(ValidationSchema schema, DocumentValue value, DocumentValue old)
    {
        var errors = new List<FieldError>();
        Check(schema, "", value, old, errors);
        return errors;
    }

    private static void Check(ValidationSchema schema, string path, DocumentValue value, DocumentValue old, List<FieldError> errors)
    {
        if (old.Exists && old.DeepEquals(value))
        {
            return;
        }

        if (value.Kind == DocumentKind.Null)
        {
            // A null where it is allowed satisfies everything else too.
            if (!schema.IsNullable && schema.Types.Count > 0)
            {
                errors.Add(TypeError(path, "null", string.Join(',', schema.Types)));
            }

            return;
        }

        var fits = CheckType(schema, path, value, errors);
        CheckCombinations(schema, path, value, old, errors);
        CheckEnum(schema, path, value, errors);
        switch (value.Kind)
        {
            case DocumentKind.String when fits:
                CheckString(schema, path, value, errors);
                break;
            case DocumentKind.Number:
                CheckNumber(schema, path, value, errors);
                break;
            case DocumentKind.Array when fits:
                CheckArray(schema, path, value, old, errors);
                break;
            case DocumentKind.Object when fits:
                CheckObject(schema, path, value, old, errors);
                break;
        }
    }

    private static bool CheckType(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        if (schema.Types.Count == 0)
        {
            return true;
        }

        var actual = TypeName(value);
        if (schema.Types.Contains(actual, StringComparer.Ordinal) || (actual == "integer" && schema.Types.Contains("number", StringComparer.Ordinal)))
        {
            return true;
        }

        errors.Add(TypeError(path, actual, string.Join(',', schema.Types)));
        return false;
    }

    private static void CheckEnum(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        if (schema.Enum.Count > 0 && !schema.Enum.Any(allowed => allowed.Root.DeepEquals(value)))
        {
            errors.Add(FieldError.NotSupported(Shown(path), value, schema.Enum.Select(allowed => allowed.Root.AsString() ?? allowed.ToString())));
        }
    }

    private static void CheckString(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        var text = value.AsString("");
        var length = text.EnumerateRunes().Count();
        if (schema.Bounds.MaxLength is { } maximum && length > maximum)
        {
            errors.Add(FieldError.TooLong(Shown(path), (int)maximum));
        }

        if (schema.Bounds.MinLength is { } minimum && length < minimum)
        {
            errors.Add(FieldError.Invalid(Shown(path), value, $"{Named(path)} should be at least {minimum} chars long"));
        }

        if (schema.Pattern is not null && !schema.Pattern.IsMatch(text))
        {
            errors.Add(FieldError.Invalid(Shown(path), value, $"{Named(path)} should match '{schema.PatternText}'"));
        }

        if (schema.Format.Length > 0 && !schema.Types.Contains("integer", StringComparer.Ordinal) && !ValueFormats.Accepts(schema.Format, text))
        {
            errors.Add(FieldError.TypeInvalid(Shown(path), value, $"{Named(path)} must be of type {schema.Format}: {GoText.Quote(text)}"));
        }
    }

    private static void CheckNumber(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        CheckRange(schema, path, value, errors);
        var number = value.AsDouble() ?? 0;
        var bounds = schema.Bounds;
        if (bounds.MultipleOf is { } factor and not 0 && number / factor is var quotient && quotient != Math.Truncate(quotient))
        {
            errors.Add(FieldError.Invalid(Shown(path), value, $"{Named(path)} should be a multiple of {Number(factor)}"));
        }

        if (bounds.Maximum is { } maximum && (bounds.IsMaximumExclusive ? number >= maximum : number > maximum))
        {
            var rule = bounds.IsMaximumExclusive ? "less than" : "less than or equal to";
            errors.Add(FieldError.Invalid(Shown(path), value, $"{Named(path)} should be {rule} {Number(maximum)}"));
        }

        if (bounds.Minimum is { } minimum && (bounds.IsMinimumExclusive ? number <= minimum : number < minimum))
        {
            var rule = bounds.IsMinimumExclusive ? "greater than" : "greater than or equal to";
            errors.Add(FieldError.Invalid(Shown(path), value, $"{Named(path)} should be {rule} {Number(minimum)}"));
        }
    }

    /// <summary>Whether an integer is one and fits its format: worded apart from the type, and without a field.</summary>
    private static void CheckRange(ValidationSchema schema, string path, DocumentValue value, List<FieldError> errors)
    {
        if (schema.Types is not ["integer"])
        {
            return;
        }

        var isInRange = value.TryGetInt64(out var number) && (schema.Format != "int32" || number is >= int.MinValue and <= int.MaxValue);
        if (!isInRange)
        {
            var format = schema.Format.Length == 0 ? "(default format)" : $"with format {schema.Format}";
            errors.Add(FieldError.Invalid(NoField, "", $"Checked value must be of type integer {format} in {path}"));
        }
    }

    private static void CheckArray(ValidationSchema schema, string path, DocumentValue value, DocumentValue old, List<FieldError> errors)
    {
        var count = value.Count;
        if (schema.Bounds.MaxItems is { } maximum && count > maximum)
        {
            errors.Add(FieldError.TooMany(Shown(path), count, (int)maximum));
        }

        if (schema.Bounds.MinItems is { } minimum && count < minimum)
        {
            errors.Add(FieldError.Invalid(Shown(path), count, $"{Named(path)} should have at least {minimum} items"));
        }

        if (schema.Items is null)
        {
            return;
        }

        var index = 0;
        foreach (var item in value.Items)
        {
            Check(schema.Items, $"{path}[{index++}]", item, Counterpart(schema, item, old), errors);
        }
    }

    /// <summary>The stored element a list element is compared with: by key in a map list, none in others.</summary>
    private static DocumentValue Counterpart(ValidationSchema schema, DocumentValue item, DocumentValue old)
    {
        if (schema.ListType == "map")
        {
            foreach (var candidate in old.Items)
            {
                if (schema.MapKeys.All(key => candidate[key].DeepEquals(item[key])))
                {
                    return candidate;
                }
            }
        }

        return default;
    }

    private static void CheckObject(ValidationSchema schema, string path, DocumentValue value, DocumentValue old, List<FieldError> errors)
    {
        var count = value.Count;
        if (schema.Bounds.MaxProperties is { } maximum && count > maximum)
        {
            errors.Add(FieldError.TooMany(Shown(path), count, (int)maximum));
        }

        if (schema.Bounds.MinProperties is { } minimum && count < minimum)
        {
            errors.Add(FieldError.Invalid(Shown(path), count, $"{Named(path)} should have at least {minimum} properties"));
        }

        foreach (var name in schema.Required)
        {
            if (!value[name].Exists)
            {
                errors.Add(FieldError.Required(Child(path, name)));
            }
        }

        foreach (var (name, member) in value.Members)
        {
            // What every object has is checked as such, not by the schema.
            var isTypeOrMetadata = path.Length == 0 && name is "apiVersion" or "kind" or "metadata";
            var rule = schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties;
            if (rule is not null && !(isTypeOrMetadata && name != "metadata"))
            {
                Check(rule, Child(path, name), member, old[name], errors);
            }
        }
    }

    private static void CheckCombinations(ValidationSchema schema, string path, DocumentValue value, DocumentValue old, List<FieldError> errors)
    {
        foreach (var part in schema.AllOf)
        {
            Check(part, path, value, old, errors);
        }

        if (schema.AnyOf.Count > 0 && !schema.AnyOf.Any(part => Satisfies(part, path, value)))
        {
            errors.Add(FieldError.Invalid(NoField, "", $"{Quoted(path)} must validate at least one schema (anyOf)"));
            errors.AddRange(Closest(schema.AnyOf, path, value));
        }

        if (schema.OneOf.Count > 0)
        {
            var matching = schema.OneOf.Count(part => Satisfies(part, path, value));
            if (matching != 1)
            {
                var found = matching == 0 ? "Found none valid" : $"Found {matching} valid alternatives";
                errors.Add(FieldError.Invalid(NoField, "", $"{Quoted(path)} must validate one and only one schema (oneOf). {found}"));
                errors.AddRange(matching == 0 ? Closest(schema.OneOf, path, value) : []);
            }
        }

        if (schema.Not is { } not && Satisfies(not, path, value))
        {
            errors.Add(FieldError.Invalid(NoField, "", $"{Quoted(path)} must not validate the schema (not)"));
        }
    }

    private static bool Satisfies(ValidationSchema schema, string path, DocumentValue value) => Failures(schema, path, value).Count == 0;

    private static List<FieldError> Failures(ValidationSchema schema, string path, DocumentValue value)
    {
        var errors = new List<FieldError>();
        Check(schema, path, value, default, errors);
        return errors;
    }

    /// <summary>The errors of the alternative that fits best.</summary>
    private static List<FieldError> Closest(IReadOnlyList<ValidationSchema> alternatives, string path, DocumentValue value) =>
        alternatives.Select(alternative => Failures(alternative, path, value)).MinBy(errors => errors.Count) ?? [];

    private const string NoField = "<nil>";

    private static FieldError TypeError(string path, string actual, string expected) => new(
        FieldErrorType.TypeInvalid, Shown(path), GoText.Quote(actual), $"{Named(path)} must be of type {expected}: {GoText.Quote(actual)}");

    private static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shown(string path) => path.Length == 0 ? NoField : path;

    /// <summary>How messages name the place: <c>spec.size in body</c>.</summary>
    private static string Named(string path) => path.Length == 0 ? " in body" : $"{path} in body";

    private static string Quoted(string path) => GoText.Quote(path);

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string TypeName(DocumentValue value) => value.Kind switch
    {
        DocumentKind.String => "string",
        DocumentKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        DocumentKind.True or DocumentKind.False => "boolean",
        DocumentKind.Array => "array",
        DocumentKind.Object => "object",
        _ => "null",
    };
}
