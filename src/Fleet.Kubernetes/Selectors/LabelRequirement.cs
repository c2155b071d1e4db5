using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Selectors;

/// <summary>One condition on one label. Immutable; matching does not allocate.</summary>
public sealed class LabelRequirement
{
    private static readonly string[] Symbols = ["=", "==", "!=", " in ", " notin ", "", "", ">", "<"];

    private readonly byte[] _key;
    private readonly byte[][] _values;
    private readonly string[] _texts;
    private readonly long _bound;

    /// <exception cref="SelectorFormatException">The key or a value is not valid, or their number does not fit the operator.</exception>
    public LabelRequirement(string key, LabelOperator op, params IReadOnlyList<string> values)
    {
        Key = key;
        Operator = op;
        _texts = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Validate();
        _key = Encoding.UTF8.GetBytes(key);
        _values = [.. _texts.Select(Encoding.UTF8.GetBytes)];
        _bound = op is LabelOperator.GreaterThan or LabelOperator.LessThan ? long.Parse(_texts[0], CultureInfo.InvariantCulture) : 0;
    }

    public string Key { get; }

    public LabelOperator Operator { get; }

    /// <summary>The values, sorted, without duplicates.</summary>
    public IReadOnlyList<string> Values => _texts;

    /// <summary>Whether an object's <c>metadata.labels</c> (absent: no labels) meets the requirement.</summary>
    public bool Matches(DocumentValue labels)
    {
        var value = labels[_key];
        return Operator switch
        {
            LabelOperator.Exists => value.Exists,
            LabelOperator.DoesNotExist => !value.Exists,
            LabelOperator.NotEquals or LabelOperator.NotIn => !HasValue(value),
            LabelOperator.GreaterThan => TryGetInteger(value, out var number) && number > _bound,
            LabelOperator.LessThan => TryGetInteger(value, out var number) && number < _bound,
            _ => HasValue(value),
        };
    }

    /// <inheritdoc cref="Matches(DocumentValue)"/>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Matches(labels.GetValueOrDefault(Key));

    /// <summary>Whether the value of the label <see cref="Key"/> meets the requirement; null where the label is absent.</summary>
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        LabelOperator.NotEquals or LabelOperator.NotIn => value is null || !_texts.Contains(value),
        LabelOperator.GreaterThan => TryGetInteger(value, out var number) && number > _bound,
        LabelOperator.LessThan => TryGetInteger(value, out var number) && number < _bound,
        _ => value is not null && _texts.Contains(value),
    };

    public override string ToString() => Operator switch
    {
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => "!" + Key,
        LabelOperator.In or LabelOperator.NotIn => $"{Key}{Symbols[(int)Operator]}({string.Join(',', _texts)})",
        _ => $"{Key}{Symbols[(int)Operator]}{_texts[0]}",
    };

    private static bool TryGetInteger(DocumentValue value, out long number)
    {
        number = 0;
        return value.TryGetUtf8(out var text) && Utf8Parser.TryParse(text, out number, out var used) && used == text.Length;
    }

    private static bool TryGetInteger(string? value, out long number) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private bool HasValue(DocumentValue value)
    {
        foreach (var candidate in _values)
        {
            if (value.StringEquals(candidate))
            {
                return true;
            }
        }

        return false;
    }

    private void Validate()
    {
        var errors = new List<string>();
        var syntax = LabelSyntax.ValidateQualifiedName(Key);
        if (syntax.Count > 0)
        {
            errors.Add($"key: Invalid value: {Quote(Key)}: {string.Join("; ", syntax)}");
        }

        errors.AddRange(ValidateCount());
        for (var i = 0; i < _texts.Length; i++)
        {
            if (Operator is LabelOperator.GreaterThan or LabelOperator.LessThan && !TryGetInteger(_texts[i], out _))
            {
                errors.Add($"values[{i}]: Invalid value: {Quote(_texts[i])}: for 'Gt', 'Lt' operators, the value must be an integer");
            }
        }

        for (var i = 0; i < _texts.Length; i++)
        {
            syntax = LabelSyntax.ValidateValue(_texts[i]);
            if (syntax.Count > 0)
            {
                errors.Add($"values[{i}][{Key}]: Invalid value: {Quote(_texts[i])}: {string.Join("; ", syntax)}");
            }
        }

        if (errors.Count > 0)
        {
            throw new SelectorFormatException(errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        }
    }

    private IEnumerable<string> ValidateCount()
    {
        var problem = Operator switch
        {
            LabelOperator.In or LabelOperator.NotIn when _texts.Length == 0 => "for 'in', 'notin' operators, values set can't be empty",
            LabelOperator.Equals or LabelOperator.DoubleEquals or LabelOperator.NotEquals when _texts.Length != 1 => "exact-match compatibility requires one single value",
            LabelOperator.Exists or LabelOperator.DoesNotExist when _texts.Length != 0 => "values set must be empty for exists and does not exist",
            LabelOperator.GreaterThan or LabelOperator.LessThan when _texts.Length != 1 => "for 'Gt', 'Lt' operators, exactly one value is required",
            _ => null,
        };
        return problem is null ? [] : [$"values: Invalid value: [{string.Join(',', _texts.Select(Quote))}]: {problem}"];
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
