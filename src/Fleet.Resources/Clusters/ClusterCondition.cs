namespace Fleet.Resources.Clusters;

/// <summary>A condition of a cluster.</summary>
/// <param name="Type">One of <see cref="ClusterConditions"/>.</param>
/// <param name="Status">True, False; null for Unknown.</param>
/// <param name="Reason">Why in one word, CamelCase.</param>
/// <param name="Message">Why in words.</param>
public sealed record ClusterCondition(string Type, bool? Status, string Reason, string Message = "");
