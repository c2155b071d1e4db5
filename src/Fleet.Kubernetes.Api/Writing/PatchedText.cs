using System.Globalization;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Protobuf;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>
/// A patched object as the JSON text upstream quotes when it refuses it: objects the patch went through are Go maps by then and have sorted keys,
/// the others still have the order of their structs.
/// </summary>
internal static class PatchedText
{
    public static string Write(Document patched, Patch patch, Document body, Schema schema)
    {
        var touched = patch.Type == PatchType.Json ? FromOperations(body.Root) : FromMerge(body.Root);
        using var builder = new DocumentBuilder();
        Write(builder, patched.Root, schema, touched);
        return builder.Build().ToString();
    }

    private static void Write(DocumentBuilder builder, DocumentValue value, Schema? schema, Touched? touched)
    {
        switch (value.Kind)
        {
            case DocumentKind.Object:
                builder.StartObject();
                foreach (var member in Ordered(value, schema, touched))
                {
                    builder.Name(member.Name);
                    Write(builder, member.Value, schema?.Field(member.Name), touched?.Members.GetValueOrDefault(member.Name));
                }

                builder.EndObject();
                break;
            case DocumentKind.Array:
                builder.StartArray();
                var index = 0;
                foreach (var item in value.Items)
                {
                    Write(builder, item, schema?.Items, touched?.Members.GetValueOrDefault(index++.ToString(CultureInfo.InvariantCulture)));
                }

                builder.EndArray();
                break;
            default:
                builder.Value(value);
                break;
        }
    }

    private static IEnumerable<DocumentMember> Ordered(DocumentValue value, Schema? schema, Touched? touched)
    {
        var members = value.Members.ToList();
        if (touched is not null || schema?.Kind == SchemaKind.Map)
        {
            return members.OrderBy(member => member.Name, StringComparer.Ordinal);
        }

        if (schema?.TypeName is not { } type || GoFieldOrder.Of(type) is not { Count: > 0 } order)
        {
            return members;
        }

        var places = order.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        return members.OrderBy(member => places.GetValueOrDefault(member.Name, -1));
    }

    private static Touched? FromMerge(DocumentValue patch)
    {
        if (!patch.IsObject)
        {
            return null;
        }

        var touched = new Touched();
        foreach (var (name, value) in patch.Members)
        {
            if (FromMerge(value) is { } below)
            {
                touched.Members[name] = below;
            }
        }

        return touched;
    }

    private static Touched FromOperations(DocumentValue operations)
    {
        var root = new Touched();
        foreach (var operation in operations.Items)
        {
            Touch(root, operation["path"u8].AsString(""));
            Touch(root, operation["from"u8].AsString(""));
        }

        return root;
    }

    /// <summary>The containers a JSON pointer leads through; not what it points at.</summary>
    private static void Touch(Touched root, string pointer)
    {
        var steps = pointer.Split('/');
        var at = root;
        foreach (var step in steps.Skip(1).Take(Math.Max(0, steps.Length - 2)))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (!at.Members.TryGetValue(name, out var below))
            {
                at.Members[name] = below = new Touched();
            }

            at = below;
        }
    }

    /// <summary>A container the patch went into, and those below it.</summary>
    private sealed class Touched
    {
        public Dictionary<string, Touched> Members { get; } = new(StringComparer.Ordinal);
    }
}
