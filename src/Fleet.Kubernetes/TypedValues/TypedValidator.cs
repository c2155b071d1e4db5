using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>Checks that an object fits its schema, as far as merging needs it: types, declared fields, keys of list items, no duplicates.</summary>
/// <remarks>Source: structured-merge-diff, typed/validate.go.</remarks>
internal sealed class TypedValidator(FieldSetPool pool, bool allowDuplicates)
{
    /// <summary>Duplicates in longer lists are found by hashing.</summary>
    private const int MaxScanned = 24;

    private readonly List<PathElement> _path = [];
    private List<string>? _errors;

    /// <summary>What is wrong, as upstream says it, or null.</summary>
    public static string? Validate(DocumentValue value, Schema schema, FieldSetPool pool, bool allowDuplicates)
    {
        var validator = new TypedValidator(pool, allowDuplicates);
        validator.Walk(value, schema);
        return validator._errors switch
        {
            null => null,
            [var only] => only,
            var many => "errors:\n" + string.Join('\n', many.Select(error => "  " + error)),
        };
    }

    private void Walk(DocumentValue value, Schema schema)
    {
        switch (TypedSchema.ShapeOf(schema, value))
        {
            case TypedShape.Scalar:
                Scalar(value, schema);
                break;
            case TypedShape.List when value.IsArray:
                Items(value, schema);
                break;
            case TypedShape.Map when value.IsObject:
                Members(value, schema);
                break;
            case TypedShape.List when !value.IsNullOrUndefined:
                Error($"expected list, got &{{{GoFormat.Plain(value)}}}");
                break;
            case TypedShape.Map when !value.IsNullOrUndefined:
                Error($"expected map, got &{{{GoFormat.Plain(value)}}}");
                break;
        }
    }

    /// <summary>A scalar of the type the schema asks for, or null.</summary>
    public static bool IsScalar(DocumentValue value, Schema schema) => value.IsNullOrUndefined || schema.Kind switch
    {
        SchemaKind.Integer or SchemaKind.Number => value.IsNumber,
        SchemaKind.String => value.IsString,
        SchemaKind.Boolean => value.IsBoolean,
        _ => !value.IsObject && !value.IsArray,
    };

    private void Scalar(DocumentValue value, Schema schema)
    {
        if (IsScalar(value, schema))
        {
            return;
        }

        Error(schema.Kind switch
        {
            SchemaKind.Integer or SchemaKind.Number => $"expected numeric (int or float), got {GoFormat.Type(value)}",
            SchemaKind.String => $"expected string, got &value.valueUnstructured{{Value:{GoFormat.Syntax(value)}}}",
            SchemaKind.Boolean => $"expected boolean, got &{{{GoFormat.Plain(value)}}}",
            _ => $"expected any scalar, got &{{{GoFormat.Plain(value)}}}",
        });
    }

    private void Members(DocumentValue value, Schema schema)
    {
        if (schema.Kind == SchemaKind.Any)
        {
            return;
        }

        foreach (var member in value.Members)
        {
            var element = pool.Field(member.RawName);
            _path.Add(element);
            var child = TypedSchema.Member(schema, element.FieldName!);
            if (child is null)
            {
                Error("field not declared in schema");
                _path.RemoveAt(_path.Count - 1);
                return;
            }

            Walk(member.Value, child);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Items(DocumentValue value, Schema schema)
    {
        if (schema.Kind == SchemaKind.Any)
        {
            return;
        }

        var item = TypedSchema.Item(schema);
        var isGranular = TypedSchema.IsGranularList(schema);
        if (!isGranular && item.Kind == SchemaKind.Any)
        {
            return;
        }

        var seen = isGranular ? new PathElement[value.Count] : [];
        var known = value.Count > MaxScanned ? new HashSet<PathElement>(value.Count) : null;
        var index = 0;
        foreach (var child in value.Items)
        {
            PathElement element;
            if (!isGranular)
            {
                element = PathElement.At(index);
            }
            else if (!ListItems.TryElement(schema, child, pool, out element, out var error))
            {
                Error($"element {index}: {error}");
                return;
            }
            else if (!allowDuplicates && (known is not null ? !known.Add(element) : seen.AsSpan(0, index).Contains(element)))
            {
                Error($"duplicate entries for key {element}");
            }

            if (isGranular)
            {
                seen[index] = element;
            }

            _path.Add(element);
            Walk(child, item);
            _path.RemoveAt(_path.Count - 1);
            index++;
        }
    }

    private void Error(string message) => (_errors ??= []).Add(_path.Count == 0 ? message : $"{string.Concat(_path)}: {message}");
}
