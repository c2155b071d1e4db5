using System.Buffers.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Queries;

/// <summary>
/// Where a page ended: what its last row was sorted by and its name. A position and not an offset, so that rows that come, go or move between two pages
/// shift nobody else's. Travels as base64url of <c>[1, sort, [values…], namespace, name]</c>; it holds nothing its receiver has not seen.
/// </summary>
internal sealed record PagePosition(SortValue[] Values, string Namespace, string Name)
{
    private const int Version = 1;
    private const int MaxText = 1024;

    public string Encode(RowOrder order)
    {
        using var builder = new DocumentBuilder();
        builder.StartArray().Number(Version).String(order.ToString()).StartArray();
        for (var i = 0; i < Values.Length; i++)
        {
            _ = order.Terms[i].Field.Number is null ? builder.String(Values[i].Text) : builder.Number(Values[i].Number);
        }

        builder.EndArray().String(Namespace).String(Name).EndArray();
        return Base64Url.EncodeToString(builder.Build().ToUtf8().Span);
    }

    /// <exception cref="WorkloadQueryException">Not a position of this order.</exception>
    public static PagePosition Decode(string token, RowOrder order)
    {
        var parts = Read(token) ?? throw Invalid(token, "it is not what a reply gave; send the reply's, or none for the first page");
        if (parts[1].AsString("") != order.ToString())
        {
            throw Invalid(token, $"it belongs to a query sorted by \"{parts[1].AsString("")}\", this one is sorted by \"{order}\"; start again without it");
        }

        var values = ReadValues(parts[2], order);
        var (namespaceName, name) = (parts[3].AsString(), parts[4].AsString());
        return values is null || namespaceName is null || name is null || namespaceName.Length > MaxText || name.Length > MaxText
            ? throw Invalid(token, "it is not what a reply gave; send the reply's, or none for the first page")
            : new(values, namespaceName, name);
    }

    private static DocumentValue? Read(string token)
    {
        if (token.Length is 0 or > WorkloadQueryLimits.ContinueLength || !Base64Url.IsValid(token))
        {
            return null;
        }

        try
        {
            var root = Document.Parse(Base64Url.DecodeFromChars(token)).Root;
            return root.IsArray && root.Count == 5 && root[0].AsInt64() == Version ? root : null;
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }

    private static SortValue[]? ReadValues(DocumentValue array, RowOrder order)
    {
        if (!array.IsArray || array.Count != order.Terms.Count)
        {
            return null;
        }

        var values = new SortValue[order.Terms.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var item = array[i];
            if (order.Terms[i].Field.Number is null)
            {
                if (item.AsString() is not { } text)
                {
                    return null;
                }

                values[i] = new(0, text);
            }
            else if (item.AsInt64() is { } number)
            {
                values[i] = new(number, "");
            }
            else
            {
                return null;
            }
        }

        return values;
    }

    private static WorkloadQueryException Invalid(string token, string reason) => new("continue", token, reason);
}
