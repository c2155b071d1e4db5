using System.Globalization;
using Fleet.Kubernetes.Api.Negotiation;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tables;

/// <summary>Writes objects, lists and watch events as <c>meta.k8s.io Table</c>.</summary>
/// <param name="converter">The kind's columns and cells.</param>
/// <param name="version"><c>v1</c> or <c>v1beta1</c>.</param>
/// <param name="include">What rows carry besides their cells.</param>
/// <remarks>Upstream: <c>endpoints/handlers/response.go</c> and KEP-0357.</remarks>
public sealed class TableWriter(ITableConverter converter, string version, IncludeObject include)
{
    /// <summary>A page of a list.</summary>
    public Document List(ObjectList list, DateTimeOffset now)
    {
        using var builder = new DocumentBuilder();
        Start(builder);
        builder.Name("resourceVersion"u8).String(list.ResourceVersion.ToString(CultureInfo.InvariantCulture));
        if (list.Continue.Length > 0)
        {
            builder.Name("continue"u8).String(list.Continue);
        }

        if (list.RemainingItemCount is { } remaining)
        {
            builder.Name("remainingItemCount"u8).Number(remaining);
        }

        builder.EndObject();
        WriteColumns(builder);
        builder.Name("rows"u8).StartArray();
        foreach (var item in list.Items)
        {
            WriteRow(builder, item.Root, now);
        }

        builder.EndArray().EndObject();
        return builder.Build();
    }

    /// <summary>One object, also of a watch event: the first event of a watch carries the columns, later ones do not.</summary>
    public Document Single(DocumentValue value, DateTimeOffset now, bool withColumns = true)
    {
        using var builder = new DocumentBuilder();
        Start(builder);
        if (value["metadata"u8]["resourceVersion"u8].AsString() is { Length: > 0 } resourceVersion)
        {
            builder.Name("resourceVersion"u8).String(resourceVersion);
        }

        builder.EndObject();
        if (withColumns)
        {
            WriteColumns(builder);
        }
        else
        {
            builder.Name("columnDefinitions"u8).Null();
        }

        builder.Name("rows"u8).StartArray();
        WriteRow(builder, value, now);
        builder.EndArray().EndObject();
        return builder.Build();
    }

    private void Start(DocumentBuilder builder) => builder.StartObject()
        .Name("kind"u8).String("Table"u8)
        .Name("apiVersion"u8).String($"meta.k8s.io/{version}")
        .Name("metadata"u8).StartObject();

    private void WriteColumns(DocumentBuilder builder)
    {
        builder.Name("columnDefinitions"u8).StartArray();
        foreach (var column in converter.Columns)
        {
            builder.StartObject()
                .Name("name"u8).String(column.Name)
                .Name("type"u8).String(column.Type)
                .Name("format"u8).String(column.Format)
                .Name("description"u8).String(column.Description)
                .Name("priority"u8).Number(column.Priority)
                .EndObject();
        }

        builder.EndArray();
    }

    private void WriteRow(DocumentBuilder builder, DocumentValue value, DateTimeOffset now)
    {
        builder.StartObject().Name("cells"u8).StartArray();
        converter.WriteCells(builder, value, now);
        builder.EndArray();
        WriteConditions(builder, converter.Conditions(value));
        builder.Name("object"u8);
        switch (include)
        {
            case IncludeObject.Object:
                builder.Value(value);
                break;
            case IncludeObject.None:
                builder.Null();
                break;
            default:
                PartialMetadata.Write(builder, value, version);
                break;
        }

        builder.EndObject();
    }

    private static void WriteConditions(DocumentBuilder builder, IReadOnlyList<TableRowCondition> conditions)
    {
        if (conditions.Count == 0)
        {
            return;
        }

        builder.Name("conditions"u8).StartArray();
        foreach (var condition in conditions)
        {
            builder.StartObject()
                .Name("type"u8).String(condition.Type)
                .Name("status"u8).String(condition.Status)
                .Name("reason"u8).String(condition.Reason)
                .Name("message"u8).String(condition.Message)
                .EndObject();
        }

        builder.EndArray();
    }
}
