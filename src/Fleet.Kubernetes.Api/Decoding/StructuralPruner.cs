using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>
/// Reads an object of a structural schema (a custom resource): undeclared fields are dropped and noted, of a repeated field the last one counts.
/// Values are not looked at: those of custom resources are validated against the schema later.
/// </summary>
internal sealed class StructuralPruner
{
    /// <summary>As many problems as upstream collects; the rest is dropped.</summary>
    private const int MaxProblems = 100;

    private readonly DocumentBuilder _output;
    private readonly List<string> _path = [];
    private readonly List<string> _problems = [];

    private StructuralPruner(DocumentBuilder output) => _output = output;

    /// <summary>The object without what it had to drop, and that: <c>unknown field "spec.foo"</c>.</summary>
    public static (Document Document, IReadOnlyList<string> Problems) Prune(Document document, Schema schema)
    {
        using var output = new DocumentBuilder();
        var pruner = new StructuralPruner(output);
        pruner.Write(document.Root, schema);
        return (output.Build(), pruner._problems);
    }

    private void Write(DocumentValue value, Schema schema)
    {
        if (value.IsObject && schema.Kind is SchemaKind.Object or SchemaKind.Map or SchemaKind.Any)
        {
            WriteObject(value, schema);
        }
        else if (value.IsArray && schema.Items is { } items)
        {
            WriteList(value, items);
        }
        else
        {
            _output.Value(value);
        }
    }

    private void WriteObject(DocumentValue value, Schema schema)
    {
        _output.StartObject();
        var repeated = FindRepeated(value);
        var written = repeated is null ? null : new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, member) in value.Members)
        {
            if (repeated?.TryGetValue(name, out var last) == true)
            {
                if (!written!.Add(name))
                {
                    Note("duplicate", name);
                }
                else
                {
                    WriteField(name, last, schema);
                }
            }
            else
            {
                WriteField(name, member, schema);
            }
        }

        _output.EndObject();
    }

    private void WriteField(string name, DocumentValue value, Schema schema)
    {
        var field = schema.Kind == SchemaKind.Any ? Schema.Any : schema.Field(name);
        if (field is null && !schema.PreserveUnknownFields)
        {
            Note("unknown", name);
            return;
        }

        _path.Add(_path.Count == 0 ? name : "." + name);
        _output.Name(name);
        Write(value, field ?? Schema.Any);
        _path.RemoveAt(_path.Count - 1);
    }

    private void WriteList(DocumentValue value, Schema items)
    {
        _output.StartArray();
        var index = 0;
        foreach (var item in value.Items)
        {
            _path.Add(string.Create(CultureInfo.InvariantCulture, $"[{index++}]"));
            Write(item, items);
            _path.RemoveAt(_path.Count - 1);
        }

        _output.EndArray();
    }

    /// <summary>The last values of names that occur more than once.</summary>
    private static Dictionary<string, DocumentValue>? FindRepeated(DocumentValue value)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, DocumentValue>? repeated = null;
        foreach (var (name, item) in value.Members)
        {
            if (!seen.Add(name))
            {
                repeated ??= new(StringComparer.Ordinal);
                repeated[name] = item;
            }
        }

        return repeated;
    }

    private void Note(string what, string name)
    {
        var problem = $"{what} field {GoText.Quote(string.Concat(_path) + (_path.Count == 0 ? name : "." + name))}";
        if (_problems.Count < MaxProblems && !_problems.Contains(problem, StringComparer.Ordinal))
        {
            _problems.Add(problem);
        }
    }
}
