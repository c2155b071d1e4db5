using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Api.Queries;

/// <summary>The replies of <see cref="QueryEndpoint"/> as JSON.</summary>
internal static class QueryReply
{
    /// <summary><c>{total, items, facets: [{field, values: [{value, count}], other}], continue?, staleClusters}</c>.</summary>
    public static Document Of(WorkloadQueryResult result)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("total").Number(result.Total).Name("items").StartArray();
        foreach (var row in result.Rows)
        {
            builder.Value(Stamped(row).Root);
        }

        builder.EndArray().Name("facets").StartArray();
        foreach (var facet in result.Facets)
        {
            WriteFacet(builder, facet);
        }

        builder.EndArray();
        if (result.Continue is { } next)
        {
            builder.Name("continue").String(next);
        }

        builder.Name("staleClusters").StartArray();
        foreach (var cluster in result.StaleClusters)
        {
            builder.String(cluster);
        }

        return builder.EndArray().EndObject().Build();
    }

    /// <summary><c>{workload, objects, events}</c>.</summary>
    public static Document Of(WorkloadDetail detail)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("workload").Value(Stamped(detail.Row).Root).Name("objects").StartArray();

        // The inventory holds no Secrets; whatever holder comes later must not be able to send one through here either.
        foreach (var held in detail.Objects.Where(held => GroupVersionKind.Of(held.Root) is not { Group: "", Kind: "Secret" }))
        {
            builder.Value(held.Root);
        }

        builder.EndArray().Name("events").StartArray();
        foreach (var seen in detail.Events)
        {
            builder.Value(seen.Root);
        }

        return builder.EndArray().EndObject().Build();
    }

    private static void WriteFacet(DocumentBuilder builder, FacetCounts facet)
    {
        builder.StartObject().Name("field").String(facet.Field).Name("values").StartArray();
        foreach (var (value, count) in facet.Values)
        {
            builder.StartObject().Name("value").String(value).Name("count").Number(count).EndObject();
        }

        builder.EndArray().Name("other").Number(facet.Other).EndObject();
    }

    private static Document Stamped(Workload row) => VersionStamp.Apply(row.Document, row.Version);
}
