namespace Fleet.Client;

/// <summary>A condition of an object's status, as Kubernetes has them.</summary>
/// <param name="Type">What it is about: <c>Reachable</c>, <c>Ready</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">Why, in a CamelCase word.</param>
/// <param name="Message">Why, in a sentence.</param>
/// <param name="Since">When its status last changed; null when the server does not say.</param>
public sealed record FleetCondition(string Type, string Status, string Reason, string Message, DateTimeOffset? Since)
{
    public bool IsTrue => Status == "True";

    public bool IsFalse => Status == "False";
}
