namespace Fleet.Kubernetes.Api.Tables;

/// <summary>Marks a row: <c>Completed</c> is the one clients know (they may grey it out).</summary>
/// <remarks>meta/v1 TableRowCondition.</remarks>
public sealed record TableRowCondition(string Type, string Status, string Reason, string Message);
