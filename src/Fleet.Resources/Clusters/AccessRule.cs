namespace Fleet.Resources.Clusters;

/// <summary>A rule of a ClusterRole: these verbs on these resources of one group.</summary>
public sealed record AccessRule(string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Verbs);
