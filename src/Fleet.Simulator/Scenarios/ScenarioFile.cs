using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Simulator.Scenarios;

/// <summary>Reads scenario files (docs/scenarios.md). Unknown fields and bad values are refused with the place they stand at.</summary>
public static class ScenarioFile
{
    private static readonly string[] IncidentFields = ["id", "kind", "at", "for", "every", "times", "severity", "target", "set"];
    private static readonly string[] TargetFields = ["cluster", "namespace", "workload", "node", "count", "share"];
    private static readonly string[] SetFields = ["image", "replicas", "path", "value", "latency", "after"];

    // Far beyond any run, and never beyond what dates can hold.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365 * 100);

    /// <exception cref="FormatException">The file is not a scenario; the message names it besides what <see cref="Parse"/> names.</exception>
    public static async Task<IReadOnlyList<Incident>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        try
        {
            return Parse(text);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{file}: {error.Message}", error);
        }
    }

    /// <exception cref="FormatException">The text is not a scenario; the message names incident, field, value and what is accepted.</exception>
    public static IReadOnlyList<Incident> Parse(string text)
    {
        Document document;
        try
        {
            document = YamlReader.Read(text);
        }
        catch (YamlFormatException error)
        {
            throw new FormatException($"scenario: {error.Message}", error);
        }

        CheckFields("scenario", document.Root, ["name", "description", "incidents"]);
        if (document["incidents"u8] is { Exists: true, IsArray: false } list)
        {
            throw Bad("incidents", list, "a list");
        }

        var incidents = new List<Incident>();
        var index = 0;
        foreach (var item in document["incidents"u8].Items)
        {
            incidents.AddRange(Read($"incidents[{index}]", item, index));
            index++;
        }

        return incidents.Select(incident => incident.Id).Distinct(StringComparer.Ordinal).Count() == incidents.Count
            ? incidents
            : throw new FormatException($"scenario: two incidents have the id \"{incidents.GroupBy(incident => incident.Id).First(group => group.Count() > 1).Key}\"; each needs its own.");
    }

    /// <summary>One incident, or its repetitions.</summary>
    private static IEnumerable<Incident> Read(string place, DocumentValue item, int index)
    {
        CheckFields(place, item, IncidentFields);
        CheckFields($"{place}.target", item["target"u8], TargetFields);
        CheckParameters($"{place}.set", item["set"u8]);
        if (!IncidentKinds.TryParse(item["kind"u8].AsString(), out var kind))
        {
            throw Bad($"{place}.kind", item["kind"u8], IncidentKinds.Accepted);
        }

        var target = item["target"u8];
        var incident = new Incident(
            Text($"{place}.id", item["id"u8]) ?? $"{index.ToString("d3", CultureInfo.InvariantCulture)}-{kind.Name()}",
            kind,
            Duration($"{place}.at", item["at"u8]) ?? TimeSpan.Zero,
            Duration($"{place}.for", item["for"u8]) ?? TimeSpan.Zero,
            Ratio($"{place}.severity", item["severity"u8]) ?? 0.7)
        {
            Cluster = Text($"{place}.target.cluster", target["cluster"u8]) ?? "*",
            Namespace = Text($"{place}.target.namespace", target["namespace"u8]),
            Workload = Text($"{place}.target.workload", target["workload"u8]),
            Node = Text($"{place}.target.node", target["node"u8]),
            Count = Number($"{place}.target.count", target["count"u8]),
            Share = Ratio($"{place}.target.share", target["share"u8]) ?? 1,
            Parameters = item["set"u8],
        };
        if (Duration($"{place}.every", item["every"u8]) is not { } every)
        {
            return item["times"u8].Exists ? throw Bad($"{place}.every", item["every"u8], "a duration, as \"times\" is given") : [incident];
        }

        var times = Number($"{place}.times", item["times"u8]) ?? throw Bad($"{place}.times", item["times"u8], "a number, as \"every\" is given");
        if (every > Longest / times)
        {
            throw Bad($"{place}.every", item["every"u8], $"at most {Longest.TotalDays / 365:0} years in all");
        }

        return Enumerable.Range(0, times).Select(round => incident with { Id = $"{incident.Id}-{round}", At = incident.At + (every * round) });
    }

    /// <summary>What is only read when the incident begins must be refused before: nobody would be told then.</summary>
    private static void CheckParameters(string place, DocumentValue set)
    {
        CheckFields(place, set, SetFields);
        Text($"{place}.image", set["image"u8]);
        Text($"{place}.path", set["path"u8]);
        Duration($"{place}.latency", set["latency"u8]);
        Duration($"{place}.after", set["after"u8]);
        if (set["replicas"u8] is { Exists: true } replicas && replicas.AsInt64() is not (>= 0 and <= 10_000))
        {
            throw Bad($"{place}.replicas", replicas, "a whole number from 0 to 10000");
        }
    }

    private static void CheckFields(string place, DocumentValue value, string[] accepted)
    {
        if (value.Exists && !value.IsObject)
        {
            throw Bad(place, value, "an object");
        }

        foreach (var (name, field) in value.Members)
        {
            if (!accepted.Contains(name))
            {
                throw Bad($"{place}.{name}", field, $"one of the fields {string.Join(", ", accepted)}");
            }
        }
    }

    private static string? Text(string place, DocumentValue value) => !value.Exists ? null : value.AsString() ?? throw Bad(place, value, "a string");

    private static TimeSpan? Duration(string place, DocumentValue value) => !value.Exists
        ? null
        : GoDuration.TryParse(value.AsString(""), out var duration) && duration.Nanoseconds >= 0
            ? duration.ToTimeSpan()
            : throw Bad(place, value, "a duration such as 90s, 15m or 6h");

    private static double? Ratio(string place, DocumentValue value) => !value.Exists
        ? null
        : value.AsDouble() is { } ratio and > 0 and <= 1 ? ratio : throw Bad(place, value, "a number above 0, at most 1");

    private static int? Number(string place, DocumentValue value) => !value.Exists
        ? null
        : value.AsInt64() is { } number and >= 1 and <= 10_000 ? (int)number : throw Bad(place, value, "a whole number from 1 to 10000");

    private static FormatException Bad(string place, DocumentValue value, string accepted) =>
        new($"scenario: {place}: {(value.Exists ? value.ToString() : "nothing")} is not accepted; accepted is {accepted}.");
}
