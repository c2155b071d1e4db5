using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Reading;

/// <summary>Which list and watch parameters go together (upstream <c>internalversion/validation.ValidateListOptions</c>).</summary>
internal static class ListValidation
{
    private const string MatchField = "resourceVersionMatch";
    private static readonly GroupKind Kind = new("meta.k8s.io", "ListOptions");

    /// <exception cref="ApiException">422.</exception>
    public static void Check(ListOptions options)
    {
        var errors = new List<FieldError>();
        if (options.ResourceVersionMatch is { Length: > 0 } match)
        {
            if (options.ResourceVersion.Length == 0)
            {
                errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            if (options.Continue.Length > 0)
            {
                errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden when continue is provided"));
            }

            if (match is not ("Exact" or "NotOlderThan"))
            {
                errors.Add(FieldError.NotSupported(MatchField, match, "Exact", "NotOlderThan", ""));
            }

            if (match == "Exact" && options.ResourceVersion == "0")
            {
                errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (options.SendInitialEvents is not null)
        {
            errors.Add(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }

        Refuse(errors);
    }

    /// <exception cref="ApiException">422.</exception>
    public static void Check(WatchOptions options)
    {
        var errors = new List<FieldError>();
        var match = options.ResourceVersionMatch;
        if (options.SendInitialEvents is not null && match != "NotOlderThan")
        {
            errors.Add(FieldError.Forbidden(MatchField, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (match.Length > 0)
        {
            if (options.SendInitialEvents is null)
            {
                errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            }

            if (match != "NotOlderThan")
            {
                errors.Add(FieldError.NotSupported(MatchField, match, "NotOlderThan"));
            }

            if (options.Continue.Length > 0)
            {
                errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden when continue is provided"));
            }
        }

        Refuse(errors);
    }

    private static void Refuse(List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw StatusError.Invalid(Kind, "", errors);
        }
    }
}
