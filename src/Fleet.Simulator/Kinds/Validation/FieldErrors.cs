using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Validation;

/// <summary>The violated rules of an object, in the order upstream finds them, and the checks that most kinds share.</summary>
internal sealed class FieldErrors : List<FieldError>
{
    private const string MustBeNonNegative = "must be greater than or equal to 0";
    private const string MustBePositive = "must be greater than 0";

    public void Required(string field, string detail = "") => Add(FieldError.Required(field, detail));

    public void Forbidden(string field, string detail) => Add(FieldError.Forbidden(field, detail));

    public void Invalid(string field, DocumentValue value, string detail) => Add(FieldError.Invalid(field, value, detail));

    public void Invalid(string field, string value, string detail) => Add(FieldError.Invalid(field, value, detail));

    public void Invalid(string field, long value, string detail) => Add(FieldError.Invalid(field, value, detail));

    public void Invalid(string field, string value, IEnumerable<string> problems) => AddRange(problems.Select(problem => FieldError.Invalid(field, value, problem)));

    /// <summary>Wrong as a whole: no value is shown.</summary>
    public void Invalid(string field, string detail) => Add(new FieldError(FieldErrorType.Invalid, field, null, detail));

    public void NotSupported(string field, string value, params IEnumerable<string> supported) => Add(FieldError.NotSupported(field, value, supported));

    public void Duplicate(string field, string value) => Add(FieldError.Duplicate(field, value));

    public void Duplicate(string field, DocumentValue value) => Add(FieldError.Duplicate(field, value));

    /// <summary>An absent number counts as zero.</summary>
    public void NonNegative(DocumentValue value, string field)
    {
        if (value.AsInt64() is < 0 and { } number)
        {
            Invalid(field, number, MustBeNonNegative);
        }
    }

    /// <summary>A given number must be above zero.</summary>
    public void Positive(DocumentValue value, string field)
    {
        if (value.AsInt64() is <= 0 and { } number)
        {
            Invalid(field, number, MustBePositive);
        }
    }

    public void Name(NameRule rule, string name, string field) => Invalid(field, name, rule(name, false));

    /// <summary>Required, and one of the supported values.</summary>
    public void OneOf(string value, string field, params IReadOnlyList<string> supported)
    {
        if (value.Length == 0)
        {
            Required(field);
        }
        else if (!supported.Contains(value, StringComparer.Ordinal))
        {
            NotSupported(field, value, supported);
        }
    }

    /// <summary>The same in the older wording: <c>must be 'a' or 'b'</c>.</summary>
    public void OneOfInvalid(string value, string field, string first, string second)
    {
        if (value.Length == 0)
        {
            Required(field);
        }
        else if (value != first && value != second)
        {
            Invalid(field, value, $"must be '{first}' or '{second}'");
        }
    }

    /// <summary>One of the supported values, when given.</summary>
    public void OptionalOneOf(DocumentValue value, string field, params IReadOnlyList<string> supported)
    {
        if (value.AsString() is { } text && !supported.Contains(text, StringComparer.Ordinal))
        {
            NotSupported(field, text, supported);
        }
    }

    /// <summary>A field that must stay as it was.</summary>
    public void Immutable(DocumentValue value, DocumentValue old, string field)
    {
        if (!Same(value, old))
        {
            Invalid(field, value, "field is immutable");
        }
    }

    /// <summary>Absent, null, and an empty list or map are one to Go's semantic comparison.</summary>
    public static bool Same(DocumentValue left, DocumentValue right) => (IsEmpty(left) && IsEmpty(right)) || left.DeepEquals(right);

    private static bool IsEmpty(DocumentValue value) => value.IsNullOrUndefined || (value.IsArray && value.Count == 0);
}
