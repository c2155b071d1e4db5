using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Paths;

/// <summary>One step of a <see cref="JsonPath"/>: from a value to the values it leads to.</summary>
internal abstract record JsonPathStep
{
    public abstract void Apply(DocumentValue value, List<DocumentValue> output);

    public sealed record Field(string Name) : JsonPathStep
    {
        public override void Apply(DocumentValue value, List<DocumentValue> output)
        {
            var member = value[Name];
            if (member.Exists)
            {
                output.Add(member);
            }
        }
    }

    public sealed record Wildcard : JsonPathStep
    {
        public override void Apply(DocumentValue value, List<DocumentValue> output)
        {
            foreach (var member in value.Members)
            {
                output.Add(member.Value);
            }

            foreach (var item in value.Items)
            {
                output.Add(item);
            }
        }
    }

    /// <summary>Array elements from <paramref name="Start"/> to before <paramref name="End"/>; negative counts from the end.</summary>
    public sealed record Slice(int? Start, int? End, int Step) : JsonPathStep
    {
        public override void Apply(DocumentValue value, List<DocumentValue> output)
        {
            var count = value.IsArray ? value.Count : 0;
            var start = FromEnd(Start ?? 0, count);
            var end = Math.Min(FromEnd(End ?? count, count), count);
            var at = 0;
            foreach (var item in value.Items)
            {
                if (at >= start && at < end && (at - start) % Step == 0)
                {
                    output.Add(item);
                }

                at++;
            }
        }

        private static int FromEnd(int index, int count) => index < 0 ? index + count : index;
    }

    /// <summary>Every container at or below, so that the next step is tried on each (<c>..</c>).</summary>
    public sealed record Descend : JsonPathStep
    {
        public override void Apply(DocumentValue value, List<DocumentValue> output)
        {
            if (output.Count > JsonPath.MaxResults)
            {
                return;
            }

            output.Add(value);
            foreach (var member in value.Members)
            {
                Apply(member.Value, output);
            }

            foreach (var item in value.Items)
            {
                Apply(item, output);
            }
        }
    }

    public sealed record Union(IReadOnlyList<JsonPathStep> Parts) : JsonPathStep
    {
        public override void Apply(DocumentValue value, List<DocumentValue> output)
        {
            foreach (var part in Parts)
            {
                part.Apply(value, output);
            }
        }
    }

    /// <summary>Array elements for which <paramref name="Left"/> compares to <paramref name="Right"/>, or has a value when there is no operator.</summary>
    public sealed record Filter(JsonPath Left, string? Operator, JsonPathOperand? Right) : JsonPathStep
    {
        public override void Apply(DocumentValue value, List<DocumentValue> output)
        {
            foreach (var item in value.Items)
            {
                if (Matches(item))
                {
                    output.Add(item);
                }
            }
        }

        private bool Matches(DocumentValue item)
        {
            var left = Left.Find(item);
            if (Operator is null)
            {
                return left.Count > 0;
            }

            if (left.Count == 0)
            {
                return false;
            }

            var right = Right!.Path is null ? Right.Literal! : Text(Right.Path.First(item));
            if (right is null || Text(left[0]) is not { } text)
            {
                return false;
            }

            return Operator switch
            {
                "==" => text == right,
                "!=" => text != right,
                _ => Ordered(text, right),
            };
        }

        private bool Ordered(string left, string right)
        {
            var order = double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
                && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
                    ? a.CompareTo(b)
                    : string.CompareOrdinal(left, right);
            return Operator switch
            {
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            };
        }

        private static string? Text(DocumentValue value) => value.Exists ? value.AsString() ?? value.ToString() : null;
    }
}

/// <summary>The right side of a filter: a literal as text, or a path from the element.</summary>
internal sealed record JsonPathOperand(string? Literal, JsonPath? Path);
