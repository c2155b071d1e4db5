using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Queries;

/// <summary>A query as the JSON body of a POST: the members of <see cref="WorkloadQuery"/> in camelCase, but for the scope, which is the caller's own.</summary>
internal static class QueryBody
{
    private const int MaxBytes = 64 << 10;

    public static IReadOnlyList<string> Members { get; } =
        ["namespace", "search", "labelSelector", "fieldSelector", "sort", "limit", "continue", "facets", "facetLimit"];

    /// <exception cref="ApiException">413, 415, 400: not JSON.</exception>
    /// <exception cref="WorkloadQueryException">A member that is unknown or of another type.</exception>
    public static async Task<WorkloadQuery> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A page of another site can send a form or plain text without being asked, but not this.
        if (!request.HasJsonContentType())
        {
            throw StatusError.UnsupportedMediaType("application/json");
        }

        var body = await ReadBoundedAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return Read(Document.Parse(body).Root);
        }
        catch (DocumentFormatException malformed)
        {
            throw StatusError.BadRequest($"the query is not JSON: {malformed.Message}");
        }
    }

    internal static WorkloadQuery Read(DocumentValue root)
    {
        if (!root.IsObject)
        {
            throw StatusError.BadRequest($"the query is not a JSON object; one with {string.Join(", ", Members)} is accepted");
        }

        var query = new WorkloadQuery();
        foreach (var (name, value) in root.Members)
        {
            query = value.IsNullOrUndefined && Members.Contains(name) ? query : name switch
            {
                "namespace" => query with { Namespace = Text(name, value) is { Length: > 0 } text ? text : null },
                "search" => query with { Search = Text(name, value) },
                "labelSelector" => query with { LabelSelector = Text(name, value) },
                "fieldSelector" => query with { FieldSelector = Text(name, value) },
                "sort" => query with { Sort = Texts(name, value) },
                "limit" => query with { Limit = Number(name, value) },
                "continue" => query with { Continue = Text(name, value) is { Length: > 0 } text ? text : null },
                "facets" => query with { Facets = Texts(name, value) },
                "facetLimit" => query with { FacetLimit = Number(name, value) },
                _ => throw new WorkloadQueryException(name, value.ToString(), $"no such member; accepted are {string.Join(", ", Members)}"),
            };
        }

        return query;
    }

    private static async Task<byte[]> ReadBoundedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                throw StatusError.RequestEntityTooLarge($"limit is {MaxBytes}");
            }
        }

        return body.ToArray();
    }

    private static string Text(string name, DocumentValue value) => value.AsString() ?? throw Mistyped(name, value, "a string");

    private static string[] Texts(string name, DocumentValue value) =>
        value.IsArray ? [.. value.Items.ToList().Select(item => Text(name, item))] : throw Mistyped(name, value, "an array of strings");

    private static int Number(string name, DocumentValue value) =>
        value.AsInt64() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Mistyped(name, value, "an integer");

    private static WorkloadQueryException Mistyped(string name, DocumentValue value, string accepted) => new(name, value.ToString(), $"{accepted} is accepted");
}
