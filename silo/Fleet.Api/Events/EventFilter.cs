using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Events;

/// <summary>What a subscriber asks for: <c>type</c> (may end in <c>*</c>), <c>cluster</c>, <c>namespace</c>, each repeated or separated by commas, and <c>subject</c>.</summary>
internal sealed class EventFilter
{
    private readonly string[] _types;
    private readonly string[] _clusters;
    private readonly string[] _namespaces;
    private readonly string _subject;

    private EventFilter(IQueryCollection query)
    {
        _types = Values(query, "type");
        _clusters = Values(query, "cluster");
        _namespaces = Values(query, "namespace");
        _subject = query["subject"].ToString();
    }

    public static EventFilter Read(IQueryCollection query) => new(query);

    public bool Matches(LoggedEvent candidate) =>
        (_types.Length == 0 || Array.Exists(_types, type => IsOfType(candidate.Type, type)))
        && (_clusters.Length == 0 || (candidate.Cluster is { } cluster && _clusters.Contains(cluster, StringComparer.Ordinal)))
        && (_namespaces.Length == 0 || (candidate.Namespace is { } name && _namespaces.Contains(name, StringComparer.Ordinal)))
        && (_subject.Length == 0 || _subject == candidate.Subject);

    private static bool IsOfType(string type, string wanted) =>
        wanted.EndsWith('*') ? type.AsSpan().StartsWith(wanted.AsSpan(..^1), StringComparison.Ordinal) : type == wanted;

    private static string[] Values(IQueryCollection query, string name) =>
        query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
}
