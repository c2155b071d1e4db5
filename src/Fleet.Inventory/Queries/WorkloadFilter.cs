using System.Text;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Inventory.Queries;

/// <summary>
/// Which workloads a caller asks for and may see, compiled once. Lists, watches and queries decide by the same one. Immutable and thread safe.
/// </summary>
public sealed class WorkloadFilter
{
    private const string ClusterLabel = "fleetengine.io/cluster";

    private readonly SearchWords _search;
    private readonly LabelSelector _labels;
    private readonly byte[][] _labelKeys;
    private readonly FieldCondition[] _fields;
    private readonly WorkloadScope _scope;
    private readonly bool _isUnlimited;
    private readonly HashSet<string>? _clusters;

    private WorkloadFilter(SearchWords search, LabelSelector labels, FieldCondition[] fields, WorkloadScope scope, string? namespaceName)
    {
        _search = search;
        _labels = labels;
        _labelKeys = [.. labels.Requirements.Select(requirement => Encoding.UTF8.GetBytes(requirement.Key))];
        _fields = fields;
        _scope = scope;
        _isUnlimited = scope.IsUnlimited;
        Namespace = namespaceName ?? Exact(fields, "metadata.namespace");
        ObjectName = Exact(fields, "metadata.name");
        _clusters = ClustersOf(labels, fields, ObjectName);
        ClashesWithNamespace = namespaceName is not null && fields.Any(field => field is { Name: "metadata.namespace", IsExact: true } && field.Text != namespaceName);
    }

    /// <summary>The only namespace whose rows can match; null for all.</summary>
    internal string? Namespace { get; }

    /// <summary>The only object name that can match; null for all.</summary>
    internal string? ObjectName { get; }

    /// <summary>Nothing can match: two namespaces are asked for at once.</summary>
    internal bool ClashesWithNamespace { get; }

    /// <exception cref="WorkloadQueryException">A selector is malformed, too long, or names a field workloads do not have.</exception>
    public static WorkloadFilter Compile(string? namespaceName, string labelSelector, string fieldSelector, WorkloadScope scope, string search = "") => new(
        SearchWords.Compile(search),
        Parse("labelSelector", labelSelector, LabelSelector.Parse, selector => selector.Requirements.Count),
        [.. Parse("fieldSelector", fieldSelector, FieldSelector.Parse, selector => selector.Requirements.Count).Requirements.Select(requirement => new FieldCondition(requirement))],
        scope,
        namespaceName);

    public bool Matches(Workload row) =>
        (Namespace is null || row.Key.Namespace == Namespace)
        && (_isUnlimited || _scope.Allows(row.Key.Cluster, row.Key.Namespace))
        && MatchesRow(row);

    /// <summary>A cluster may hold rows that match.</summary>
    public bool MayMatchCluster(string cluster)
    {
        if (ClashesWithNamespace || _clusters?.Contains(cluster) == false)
        {
            return false;
        }

        foreach (var grant in _scope.Grants)
        {
            if (grant.Clusters?.Contains(cluster) ?? true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The scope lets a namespace of a cluster through.</summary>
    internal bool Allows(string cluster, string namespaceName) => _isUnlimited || _scope.Allows(cluster, namespaceName);

    /// <summary>Everything but namespace and scope, of a single row.</summary>
    internal bool MatchesRow(Workload row) =>
        MatchesFields(row)
        && (_labels.IsEmpty || _labels.Matches(row.Document["metadata"u8]["labels"u8]))
        && (_search.IsEmpty || _search.Match(SearchText.Of(row)));

    /// <summary>The columns of the labels the selector asks for, in the order of its requirements.</summary>
    internal LabelColumn[] ColumnsOf(SnapshotIndex index)
    {
        var columns = _labelKeys.Length == 0 ? [] : new LabelColumn[_labelKeys.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = index.Label(_labelKeys[i]);
        }

        return columns;
    }

    /// <summary>Everything but namespace and scope, of a row of a snapshot. The cheap before the dear: hot fields, then labels, then words.</summary>
    internal bool MatchesRow(Workload row, int position, SnapshotIndex index, LabelColumn[] columns)
    {
        if (!MatchesFields(row))
        {
            return false;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            if (!_labels.Requirements[i].Matches(columns[i].ValueOf(columns[i].CodeOf(row, position))))
            {
                return false;
            }
        }

        return _search.IsEmpty || _search.Match(index.Text(position));
    }

    private bool MatchesFields(Workload row)
    {
        foreach (var field in _fields)
        {
            if (!field.Matches(row))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Exact(FieldCondition[] fields, string name) => Array.Find(fields, field => field.IsExact && field.Name == name)?.Text;

    private static HashSet<string>? ClustersOf(LabelSelector labels, FieldCondition[] fields, string? objectName)
    {
        IEnumerable<string>? clusters = labels.Requirements
            .FirstOrDefault(requirement => requirement is { Key: ClusterLabel, Operator: LabelOperator.Equals or LabelOperator.DoubleEquals or LabelOperator.In })?.Values;
        if (Exact(fields, "spec.ref.cluster") is { } cluster)
        {
            clusters = [cluster];
        }
        else if (objectName is not null)
        {
            // Names begin with their cluster's, and those have no dots.
            clusters = [objectName.Split('.')[0]];
        }

        return clusters?.ToHashSet(StringComparer.Ordinal);
    }

    private static T Parse<T>(string field, string text, Func<string, T> parse, Func<T, int> count)
    {
        if (text.Length > WorkloadQueryLimits.SelectorLength)
        {
            throw new WorkloadQueryException(field, text, $"it has {text.Length} characters, at most {WorkloadQueryLimits.SelectorLength} are accepted");
        }

        try
        {
            var selector = parse(text);
            return count(selector) <= WorkloadQueryLimits.SelectorRequirements
                ? selector
                : throw new WorkloadQueryException(field, text, $"it has {count(selector)} requirements, at most {WorkloadQueryLimits.SelectorRequirements} are accepted");
        }
        catch (SelectorFormatException malformed)
        {
            throw new WorkloadQueryException(field, text, malformed.Message);
        }
    }
}
