using System.Globalization;
using Fleet.Inventory.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Fleet.Api.Queries;

/// <summary>A query as parameters of a URL; <c>sort</c> and <c>facets</c> may be repeated or separated by commas.</summary>
internal static class QueryParameters
{
    /// <exception cref="WorkloadQueryException">An unknown parameter, a number that is none.</exception>
    public static WorkloadQuery Read(IQueryCollection parameters)
    {
        var query = new WorkloadQuery();
        foreach (var (name, values) in parameters)
        {
            query = name switch
            {
                "namespace" => query with { Namespace = Text(values) is { Length: > 0 } text ? text : null },
                "search" => query with { Search = Text(values) },
                "labelSelector" => query with { LabelSelector = Text(values) },
                "fieldSelector" => query with { FieldSelector = Text(values) },
                "sort" => query with { Sort = List(values) },
                "limit" => query with { Limit = Number(name, values) },
                "continue" => query with { Continue = Text(values) is { Length: > 0 } text ? text : null },
                "facets" => query with { Facets = List(values) },
                "facetLimit" => query with { FacetLimit = Number(name, values) },
                _ => throw new WorkloadQueryException(name, Text(values), $"no such parameter; accepted are {string.Join(", ", QueryBody.Members)}"),
            };
        }

        return query;
    }

    private static string Text(StringValues values) => values is [.., { } last] ? last : "";

    private static string[] List(StringValues values) => [.. values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static int Number(string name, StringValues values) => int.TryParse(Text(values), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new WorkloadQueryException(name, Text(values), "an integer is accepted");
}
