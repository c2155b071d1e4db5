using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health;

/// <summary>Whether a controller has seen the spec it reports on.</summary>
internal static class Generation
{
    /// <summary>Set when the status speaks of an older spec; otherwise null. A status without <c>observedGeneration</c> is taken at its word.</summary>
    public static HealthAssessment? Pending(DocumentValue resource) => Pending(resource, resource["status"u8]["observedGeneration"u8]);

    public static HealthAssessment? Pending(DocumentValue resource, DocumentValue observed) =>
        resource["metadata"u8]["generation"u8].AsInt64() is { } generation && Number(observed) is { } seen && generation > seen
            ? HealthAssessment.Progressing("GenerationNotObserved", $"generation {generation} is not observed yet, the status is of generation {seen}")
            : null;

    private static long? Number(DocumentValue value) =>
        value.AsInt64() ?? (long.TryParse(value.AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
}
