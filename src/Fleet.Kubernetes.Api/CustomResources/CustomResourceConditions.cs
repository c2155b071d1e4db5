using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>Conditions of a CustomResourceDefinition.</summary>
internal static class CustomResourceConditions
{
    /// <summary>Sets a condition; the transition time only moves when the status changes. Says whether anything changed.</summary>
    public static bool Set(DocumentNode conditions, string type, bool status, string reason, string message, DateTimeOffset now)
    {
        var condition = conditions.Items.FirstOrDefault(item => item["type"]?.AsString() == type);
        var statusText = status ? "True" : "False";
        if (condition is null)
        {
            conditions.Items.Add(DocumentNode.Object(
                ("type", type), ("status", statusText), ("lastTransitionTime", Timestamps.Format(now)), ("reason", reason), ("message", message)));
            return true;
        }

        if (condition["status"]?.AsString() == statusText && condition["reason"]?.AsString() == reason && condition["message"]?.AsString() == message)
        {
            return false;
        }

        if (condition["status"]?.AsString() != statusText)
        {
            condition["status"] = statusText;
            condition["lastTransitionTime"] = Timestamps.Format(now);
        }

        condition["reason"] = reason;
        condition["message"] = message;
        return true;
    }

    public static bool IsTrue(DocumentValue crd, string type)
    {
        foreach (var condition in crd["status"u8]["conditions"u8].Items)
        {
            if (condition["type"u8].AsString() == type)
            {
                return condition["status"u8].StringEquals("True"u8);
            }
        }

        return false;
    }
}
