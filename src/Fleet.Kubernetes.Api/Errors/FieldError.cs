using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Errors;

/// <summary>
/// One violated rule: the field (a path like <c>spec.containers[0].name</c>), the value found and what is accepted. <see cref="ToString"/> and
/// <see cref="Body"/> are worded as upstream's <c>field.Error</c>, which clients read.
/// </summary>
/// <param name="Type">What is wrong.</param>
/// <param name="Field">The path; empty or <c>&lt;nil&gt;</c> for none.</param>
/// <param name="BadValue">The value as the message shows it: strings quoted, everything else as JSON; null where the message has no value.</param>
/// <param name="Detail">What is accepted; may be empty.</param>
public sealed record FieldError(FieldErrorType Type, string Field, string? BadValue, string Detail)
{
    /// <summary>The reason a <c>Status</c> cause carries: <c>FieldValueInvalid</c>…</summary>
    public string CauseReason => Type switch
    {
        FieldErrorType.NotFound => "FieldValueNotFound",
        FieldErrorType.Required => "FieldValueRequired",
        FieldErrorType.Duplicate => "FieldValueDuplicate",
        FieldErrorType.Invalid => "FieldValueInvalid",
        FieldErrorType.NotSupported => "FieldValueNotSupported",
        FieldErrorType.Forbidden => "FieldValueForbidden",
        FieldErrorType.TooLong => "FieldValueTooLong",
        FieldErrorType.TooMany => "FieldValueTooMany",
        FieldErrorType.TypeInvalid => "FieldValueTypeInvalid",
        _ => "InternalError",
    };

    /// <summary>The message without the field.</summary>
    public string Body
    {
        get
        {
            var head = BadValue is null ? Title : $"{Title}: {BadValue}";
            return Detail.Length == 0 ? head : $"{head}: {Detail}";
        }
    }

    private string Title => Type switch
    {
        FieldErrorType.NotFound => "Not found",
        FieldErrorType.Required => "Required value",
        FieldErrorType.Duplicate => "Duplicate value",
        FieldErrorType.NotSupported => "Unsupported value",
        FieldErrorType.Forbidden => "Forbidden",
        FieldErrorType.TooLong => "Too long",
        FieldErrorType.TooMany => "Too many",
        FieldErrorType.Internal => "Internal error",
        _ => "Invalid value",
    };

    public static FieldError Required(string field, string detail = "") => new(FieldErrorType.Required, field, null, detail);

    public static FieldError Forbidden(string field, string detail) => new(FieldErrorType.Forbidden, field, null, detail);

    public static FieldError Invalid(string field, string value, string detail) => new(FieldErrorType.Invalid, field, GoText.Quote(value), detail);

    public static FieldError Invalid(string field, DocumentValue value, string detail) => new(FieldErrorType.Invalid, field, Show(value), detail);

    public static FieldError Invalid(string field, long value, string detail) => Invalid(field, DocumentNode.Number(value).ToValue(), detail);

    public static FieldError TypeInvalid(string field, DocumentValue value, string detail) => new(FieldErrorType.TypeInvalid, field, Show(value), detail);

    public static FieldError Duplicate(string field, DocumentValue value) => new(FieldErrorType.Duplicate, field, Show(value), "");

    public static FieldError Duplicate(string field, string value) => new(FieldErrorType.Duplicate, field, GoText.Quote(value), "");

    public static FieldError NotFound(string field, DocumentValue value) => new(FieldErrorType.NotFound, field, Show(value), "");

    /// <summary>Names the supported values in the order given; upstream sorts where the Go code hands over a set.</summary>
    public static FieldError NotSupported(string field, DocumentValue value, params IEnumerable<string> supported) =>
        new(FieldErrorType.NotSupported, field, Show(value), Supported(supported));

    /// <inheritdoc cref="NotSupported(string, DocumentValue, IEnumerable{string})"/>
    public static FieldError NotSupported(string field, string value, params IEnumerable<string> supported) =>
        new(FieldErrorType.NotSupported, field, GoText.Quote(value), Supported(supported));

    public static FieldError TooLong(string field, int maximum) =>
        new(FieldErrorType.TooLong, field, null, maximum >= 0 ? $"may not be more than {maximum} bytes" : "value is too long");

    public static FieldError TooMany(string field, int actual, int maximum) =>
        new(FieldErrorType.TooMany, field, DocumentNode.Number(actual).ToString(), maximum >= 0 ? $"must have at most {maximum} items" : "has too many items");

    public static FieldError Internal(string field, string detail) => new(FieldErrorType.Internal, field, null, detail);

    public override string ToString() => Field.Length == 0 ? $"<nil>: {Body}" : $"{Field}: {Body}";

    private static string Show(DocumentValue value) => value.AsString() is { } text ? GoText.Quote(text) : value.Exists ? value.ToString() : "null";

    private static string Supported(IEnumerable<string> values)
    {
        var quoted = string.Join(", ", values.Select(GoText.Quote));
        return quoted.Length == 0 ? "" : $"supported values: {quoted}";
    }
}
