using Fleet.Kubernetes.Api.Errors;

namespace Fleet.Simulator.Controllers;

/// <summary>Tells apart the API errors controllers react to.</summary>
internal static class ApiErrors
{
    public static bool IsAlreadyExists(this ApiException error) => error.Reason == "AlreadyExists";

    public static bool IsNotFound(this ApiException error) => error.Code == 404;

    public static bool IsConflict(this ApiException error) => error.Reason == "Conflict";

    /// <summary>Refused because the namespace is being deleted: retrying is pointless.</summary>
    public static bool IsNamespaceTerminating(this ApiException error) =>
        error.Code == 403 && error.Details?.Causes.Any(cause => cause.Reason == "NamespaceTerminating") == true;
}
