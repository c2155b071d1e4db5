using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>
/// Writes a pod template as Go's <c>spew</c> prints the Go struct (<c>%#v</c>, sorted keys, no methods, no addresses): what
/// <c>dump.ForHash</c> of apimachinery hashes. The types are in <c>pod-template-types.tsv</c>.
/// </summary>
internal static class GoDump
{
    private const string Nil = "<nil>";

    private static readonly FrozenDictionary<string, Field[]> Structs = EmbeddedTable.Read("pod-template-types.tsv").ToFrozenDictionary(
        row => row[0],
        row => row[1].Split(' ').Select(text => text.Split(':', 3)).Select(parts => new Field(parts[0], parts[1], parts[2])).ToArray());

    public static string Write(DocumentValue podTemplate)
    {
        var output = new StringBuilder(4096);
        WriteTyped(output, "v1.PodTemplateSpec", podTemplate);
        return output.ToString();
    }

    /// <summary>A field's value behind its type.</summary>
    private static void WriteTyped(StringBuilder output, string type, DocumentValue value)
    {
        output.Append('(').Append(type).Append(')');
        if (type[0] == '*')
        {
            WritePointer(output, type[1..], value);
        }
        else
        {
            WriteValue(output, type, value);
        }
    }

    private static void WritePointer(StringBuilder output, string type, DocumentValue value)
    {
        if (value.IsNullOrUndefined)
        {
            output.Append(Nil);
        }
        else
        {
            WriteValue(output, type, value);
        }
    }

    private static void WriteValue(StringBuilder output, string type, DocumentValue value)
    {
        if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            WriteSlice(output, type[2..], value);
        }
        else if (type is "v1.ResourceList" || type.StartsWith("map[", StringComparison.Ordinal))
        {
            WriteMap(output, type is "v1.ResourceList" ? "resource.Quantity" : "string", value);
        }
        else if (type is "resource.Quantity")
        {
            GoQuantity.Write(output, value.AsString());
        }
        else if (type is "intstr.IntOrString")
        {
            var isText = value.IsString;
            output.Append(CultureInfo.InvariantCulture, $"{{Type:(intstr.Type){(isText ? 1 : 0)} IntVal:(int32){value.AsInt64() ?? 0} StrVal:(string){value.AsString("")}}}");
        }
        else if (Structs.TryGetValue(type, out var fields))
        {
            WriteStruct(output, fields, value);
        }
        else
        {
            WriteScalar(output, type, value);
        }
    }

    private static void WriteStruct(StringBuilder output, Field[] fields, DocumentValue value)
    {
        output.Append('{');
        for (var i = 0; i < fields.Length; i++)
        {
            var (name, json, type) = fields[i];
            output.Append(i == 0 ? "" : " ").Append(name).Append(':');

            // An embedded struct reads its fields from the same object.
            WriteTyped(output, type, json.Length == 0 ? value : value[json]);
        }

        output.Append('}');
    }

    private static void WriteSlice(StringBuilder output, string type, DocumentValue value)
    {
        if (value.Count == 0)
        {
            output.Append(Nil);
            return;
        }

        output.Append('[');
        var separator = "";
        foreach (var item in value.Items)
        {
            output.Append(separator);
            WriteValue(output, type, item);
            separator = " ";
        }

        output.Append(']');
    }

    private static void WriteMap(StringBuilder output, string type, DocumentValue value)
    {
        if (value.Count == 0)
        {
            output.Append(Nil);
            return;
        }

        output.Append("map[");
        var separator = "";
        foreach (var member in value.Members.ToList().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            output.Append(separator).Append(member.Name).Append(':');
            WriteValue(output, type, member.Value);
            separator = " ";
        }

        output.Append(']');
    }

    private static void WriteScalar(StringBuilder output, string type, DocumentValue value)
    {
        if (value.AsString() is { } text)
        {
            output.Append(text);
        }
        else if (value.Exists)
        {
            output.Append(value.ToString());
        }
        else if (type is "bool")
        {
            output.Append("false");
        }
        else if (type is "int32" or "int64" or "uint64")
        {
            output.Append('0');
        }
    }

    private readonly record struct Field(string Name, string Json, string Type);
}
