using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>The quality of service a pod gets by its resources (pkg/apis/core/v1/helper/qos).</summary>
public static class PodQos
{
    /// <summary><c>Guaranteed</c>, <c>Burstable</c> or <c>BestEffort</c>.</summary>
    public static string Of(DocumentValue spec)
    {
        var isBestEffort = true;
        var isGuaranteed = true;
        if (spec["resources"u8].Count > 0)
        {
            Look(spec["resources"u8], ref isBestEffort, ref isGuaranteed);
        }
        else
        {
            foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
            {
                foreach (var container in spec[list].Items)
                {
                    Look(container["resources"u8], ref isBestEffort, ref isGuaranteed);
                }
            }
        }

        return isBestEffort ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable";
    }

    private static void Look(DocumentValue resources, ref bool isBestEffort, ref bool isGuaranteed)
    {
        foreach (var name in (ReadOnlySpan<string>)["cpu", "memory"])
        {
            var hasRequest = Quantity.TryParse(resources["requests"u8][name], out var request) && !request.IsZero;
            var hasLimit = Quantity.TryParse(resources["limits"u8][name], out var limit) && !limit.IsZero;
            isBestEffort &= !hasRequest && !hasLimit;
            isGuaranteed &= hasLimit && (!hasRequest || request == limit);
        }
    }
}
