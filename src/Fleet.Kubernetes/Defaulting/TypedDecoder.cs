using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Reads one value as the typed structs of the API would hold it; keeps the path for what it reports.</summary>
internal sealed class TypedDecoder
{
    private readonly ICollection<string>? _strictErrors;
    private readonly bool _asStored;
    private readonly List<string> _fields = [];
    private readonly StringBuilder _path = new();
    private string _struct = "";

    public TypedDecoder(ICollection<string>? strictErrors, bool asStored = true)
    {
        _strictErrors = strictErrors;
        _asStored = asStored;
    }

    public DocumentNode Read(Schema schema, DocumentValue value) => value.IsNullOrUndefined
        ? Zero(schema)
        : schema.Kind switch
        {
            SchemaKind.Object => ReadObject(schema, value),
            SchemaKind.Map => ReadMap(schema, value),
            SchemaKind.List => ReadList(schema, value),
            SchemaKind.Any => ReadAny(schema, value),
            _ => new ScalarDecoder(Mismatch).Read(schema, value),
        };

    /// <summary>What a field that is always written holds when it was not given.</summary>
    private DocumentNode Zero(Schema schema) => schema.Kind switch
    {
        SchemaKind.Object => ReadObject(schema, Document.EmptyObject.Root),
        SchemaKind.String when schema.Format is null => "",
        SchemaKind.Integer or SchemaKind.Number or SchemaKind.IntOrString => 0,
        SchemaKind.Boolean => false,
        SchemaKind.Quantity => "0",
        _ => DocumentNode.Null(),
    };

    private DocumentNode ReadObject(Schema schema, DocumentValue value)
    {
        if (!value.IsObject)
        {
            throw Mismatch(schema, value);
        }

        var outer = _struct;
        _struct = GoTypeNames.StructName(schema);
        var result = DocumentNode.Object();
        HashSet<string>? seen = _strictErrors is null ? null : new(StringComparer.Ordinal);
        foreach (var (name, member) in value.Members)
        {
            if (seen?.Add(name) == false)
            {
                _strictErrors!.Add($"duplicate field \"{Path(name)}\"");
            }

            ReadMember(schema, name, member, result);
        }

        foreach (var (name, field) in schema.Fields)
        {
            if (field.Presence >= FieldPresence.Always && result[name] is null)
            {
                result[name] = field.Presence == FieldPresence.AlwaysNullable ? DocumentNode.Null() : Zero(field);
            }
        }

        _struct = outer;
        return result;
    }

    private void ReadMember(Schema schema, string name, DocumentValue member, DocumentNode result)
    {
        if (schema.Field(name) is not { } field)
        {
            if (schema.PreserveUnknownFields)
            {
                result[name] = member;
            }
            else
            {
                _strictErrors?.Add($"unknown field \"{Path(name)}\"");
            }

            return;
        }

        if (member.IsNullOrUndefined)
        {
            result.Remove(name);
            return;
        }

        var mark = Enter(_path.Length == 0 ? name : $".{name}");
        _fields.Add(name);
        var read = Read(field, member);
        _fields.RemoveAt(_fields.Count - 1);
        _path.Length = mark;
        result.With(name, IsLeftOut(field, read) ? null : _asStored && IsNilWhenEmpty(field, read) ? DocumentNode.Null() : read);
    }

    /// <summary>Stored as protobuf, an empty list cannot be told from none.</summary>
    private static bool IsNilWhenEmpty(Schema field, DocumentNode read) =>
        field.Presence == FieldPresence.Always && field.Kind is SchemaKind.List or SchemaKind.Map && read.Count == 0;

    private static bool IsLeftOut(Schema field, DocumentNode read) => field.Presence == FieldPresence.OmitEmpty && field.Kind switch
    {
        SchemaKind.List or SchemaKind.Map => read.Count == 0,
        SchemaKind.String => read.AsString() is null or "",
        SchemaKind.Integer or SchemaKind.Number => read.ToValue().AsDouble() == 0,
        SchemaKind.Boolean => read.AsBoolean() == false,
        _ => false,
    };

    private DocumentNode ReadMap(Schema schema, DocumentValue value)
    {
        if (!value.IsObject)
        {
            throw Mismatch(schema, value);
        }

        var result = DocumentNode.Object();
        HashSet<string>? seen = _strictErrors is null ? null : new(StringComparer.Ordinal);
        foreach (var (name, member) in value.Members)
        {
            if (seen?.Add(name) == false)
            {
                _strictErrors!.Add($"duplicate field \"{Path(name)}\"");
            }

            var mark = Enter($".{name}");
            result[name] = Read(schema.Values ?? Schema.Any, member);
            _path.Length = mark;
        }

        return result;
    }

    private DocumentNode ReadList(Schema schema, DocumentValue value)
    {
        if (!value.IsArray)
        {
            throw Mismatch(schema, value);
        }

        var result = DocumentNode.Array();
        var index = 0;
        foreach (var item in value.Items)
        {
            var mark = Enter(string.Create(CultureInfo.InvariantCulture, $"[{index++}]"));
            result.Items.Add(Read(schema.Items ?? Schema.Any, item));
            _path.Length = mark;
        }

        return result;
    }

    /// <summary>Free content stays; only the schemas inside a CRD's schema are typed again below here.</summary>
    private DocumentNode ReadAny(Schema schema, DocumentValue value)
    {
        if (!GoTypeNames.IsSchemaOr(schema) || BuiltInSchemas.Instance.FindType(GoTypeNames.JsonSchemaProps) is not { } props)
        {
            return value;
        }

        return value.Kind switch
        {
            DocumentKind.Object => ReadObject(props, value),
            DocumentKind.Array => DocumentNode.Array(value.Items.ToList().Select(item => item.IsObject ? ReadObject(props, item) : item)),
            _ => value,
        };
    }

    private int Enter(string step)
    {
        var mark = _path.Length;
        _path.Append(step);
        return mark;
    }

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private TypedDecodeException Mismatch(Schema schema, DocumentValue value)
    {
        var what = value.Kind switch
        {
            DocumentKind.String => "string",
            DocumentKind.True or DocumentKind.False => "bool",
            DocumentKind.Object => "object",
            DocumentKind.Array => "array",
            _ when schema.Kind == SchemaKind.Integer => $"number {Encoding.UTF8.GetString(value.NumberText)}",
            _ => "number",
        };
        var where = _fields.Count == 0 ? "Go value" : $"Go struct field {_struct}.{string.Join('.', _fields)}";
        return new TypedDecodeException($"json: cannot unmarshal {what} into {where} of type {GoTypeNames.Of(schema)}");
    }
}
