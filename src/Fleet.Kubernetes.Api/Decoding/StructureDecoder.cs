using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>
/// Reads an object the way the API server's typed decoder does: unknown fields are dropped and noted, of a repeated field the last one counts,
/// nulls vanish, and a value of the wrong type is an error worded as Go words it.
/// </summary>
/// <remarks>sigs.k8s.io/json (case sensitive encoding/json with strict errors).</remarks>
internal sealed class StructureDecoder
{
    /// <summary>As many strict errors as upstream collects; the rest is dropped.</summary>
    private const int MaxProblems = 100;

    private readonly DocumentBuilder _output;
    private readonly bool _checkTypes;
    private readonly List<string> _path = [];
    private readonly List<string> _structPath = [];
    private readonly List<string> _problems = [];
    private string _struct = "";

    private StructureDecoder(DocumentBuilder output, bool checkTypes)
    {
        _output = output;
        _checkTypes = checkTypes;
    }

    /// <summary>The object as the decoder understands it, and what it had to drop: <c>unknown field "spec.foo"</c>.</summary>
    /// <param name="checkTypes">False for custom resources, whose values are validated against their schema later.</param>
    /// <exception cref="DecodeException">A value has the wrong type.</exception>
    public static (Document Document, IReadOnlyList<string> Problems) Decode(Document document, Schema schema, bool checkTypes)
    {
        using var output = new DocumentBuilder();
        var decoder = new StructureDecoder(output, checkTypes);
        decoder.Write(document.Root, schema);
        return (output.Build(), decoder._problems);
    }

    private void Write(DocumentValue value, Schema schema)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object when value.IsObject:
                WriteObject(value, schema);
                break;
            case SchemaKind.Map when value.IsObject:
                WriteMap(value, schema.Values ?? Schema.Any);
                break;
            case SchemaKind.List when value.IsArray:
                WriteList(value, schema.Items ?? Schema.Any);
                break;
            case SchemaKind.Any:
                _output.Value(value);
                break;
            default:
                ScalarChecker.Check(value, schema, _checkTypes, this);
                _output.Value(value);
                break;
        }
    }

    private void WriteObject(DocumentValue value, Schema schema)
    {
        var outer = _struct;
        _struct = GoTypes.StructName(schema);
        _output.StartObject();
        var repeated = FindRepeated(value);
        foreach (var member in value.Members)
        {
            var name = member.Name;
            if (repeated?.TryGetValue(name, out var last) == true)
            {
                if (!last.Seen)
                {
                    last.Seen = true;
                    WriteField(name, last.Value, schema);
                }
                else
                {
                    Note("duplicate", name);
                }
            }
            else
            {
                WriteField(name, member.Value, schema);
            }
        }

        _output.EndObject();
        _struct = outer;
    }

    private void WriteField(string name, DocumentValue value, Schema schema)
    {
        var field = schema.Field(name);
        if (field is null)
        {
            if (schema.PreserveUnknownFields)
            {
                _output.Name(name).Value(value);
            }
            else
            {
                Note("unknown", name);
            }

            return;
        }

        if (value.Kind == DocumentKind.Null && field.Kind != SchemaKind.Any && !(field.IsNullable && !_checkTypes))
        {
            return;
        }

        _path.Add(_path.Count == 0 ? name : "." + name);
        _structPath.Add(name);
        _output.Name(name);
        Write(value, field);
        _structPath.RemoveAt(_structPath.Count - 1);
        _path.RemoveAt(_path.Count - 1);
    }

    private void WriteMap(DocumentValue value, Schema values)
    {
        _output.StartObject();
        var repeated = FindRepeated(value);
        foreach (var (name, item) in value.Members)
        {
            if (repeated?.TryGetValue(name, out var last) == true && last.Seen)
            {
                Note("duplicate", name);
                continue;
            }

            var current = item;
            if (repeated?.TryGetValue(name, out last) == true)
            {
                last.Seen = true;
                current = last.Value;
            }

            _path.Add("." + name);
            _output.Name(name);
            WriteItem(current, values);
            _path.RemoveAt(_path.Count - 1);
        }

        _output.EndObject();
    }

    private void WriteList(DocumentValue value, Schema items)
    {
        _output.StartArray();
        var index = 0;
        foreach (var item in value.Items)
        {
            _path.Add(string.Create(CultureInfo.InvariantCulture, $"[{index++}]"));
            WriteItem(item, items);
            _path.RemoveAt(_path.Count - 1);
        }

        _output.EndArray();
    }

    /// <summary>A null element is Go's zero value.</summary>
    private void WriteItem(DocumentValue value, Schema schema)
    {
        if (value.Kind != DocumentKind.Null || !_checkTypes)
        {
            Write(value, schema);
            return;
        }

        _ = schema.Kind switch
        {
            SchemaKind.String or SchemaKind.IntOrString => _output.String(""),
            SchemaKind.Integer or SchemaKind.Number => _output.Number(0),
            SchemaKind.Boolean => _output.Boolean(false),
            SchemaKind.Quantity => _output.String("0"),
            SchemaKind.Object => _output.StartObject().EndObject(),
            _ => _output.Null(),
        };
    }

    private static Dictionary<string, Repeated>? FindRepeated(DocumentValue value)
    {
        var count = value.Count;
        if (count < 2)
        {
            return null;
        }

        Dictionary<string, Repeated>? repeated = null;
        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        foreach (var (name, item) in value.Members)
        {
            if (!seen.Add(name))
            {
                repeated ??= new(StringComparer.Ordinal);
                repeated[name] = new Repeated { Value = item };
            }
        }

        return repeated;
    }

    private void Note(string what, string name)
    {
        if (_problems.Count < MaxProblems)
        {
            var path = string.Concat(_path) + (_path.Count == 0 ? name : "." + name);
            var problem = $"{what} field {GoText.Quote(path)}";
            if (!_problems.Contains(problem, StringComparer.Ordinal))
            {
                _problems.Add(problem);
            }
        }
    }

    /// <summary>The error Go gives for a value that does not fit.</summary>
    internal DecodeException Mismatch(DocumentValue value, Schema schema, bool withNumber = false)
    {
        var where = _structPath.Count == 0
            ? $"Go value of type {GoTypes.TypeName(schema)}"
            : $"Go struct field {_struct}.{string.Join('.', _structPath)} of type {GoTypes.TypeName(schema)}";
        return new DecodeException($"json: cannot unmarshal {GoTypes.ValueName(value, withNumber)} into {where}");
    }

    private sealed class Repeated
    {
        public required DocumentValue Value { get; init; }

        public bool Seen { get; set; }
    }
}
