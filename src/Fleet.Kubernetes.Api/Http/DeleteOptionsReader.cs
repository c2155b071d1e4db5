using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Reads <c>DeleteOptions</c> from a body, or from query parameters where there is none.</summary>
internal static class DeleteOptionsReader
{
    private static readonly Schema Structure = BuiltInSchemas.Instance.Find(new("", "v1", "DeleteOptions"))
        ?? throw new InvalidOperationException("The structure of DeleteOptions is missing.");

    /// <exception cref="ApiException">400: not DeleteOptions. 422: options that do not go together.</exception>
    public static (DeleteOptions Options, bool IsDryRun) Read(RequestContext context, HttpRequest request, byte[] body)
    {
        var errors = new List<FieldError>();
        var (options, policy, isDryRun) = body.Length == 0
            ? FromQuery(request.Query, errors)
            : FromBody(RequestBody.Parse(context, RequestBody.MediaType(request), body, new GroupVersionKind("", "v1", "DeleteOptions")), errors);
        if (policy.Length > 0 && options.OrphanDependents is not null)
        {
            errors.Insert(0, FieldError.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }

        options = options with { PropagationPolicy = Policy(policy, errors) };
        QueryOptions.Refuse("DeleteOptions", errors);
        return (options, isDryRun);
    }

    private static PropagationPolicy? Policy(string text, List<FieldError> errors)
    {
        switch (text)
        {
            case "":
                return null;
            case nameof(PropagationPolicy.Foreground):
                return PropagationPolicy.Foreground;
            case nameof(PropagationPolicy.Background):
                return PropagationPolicy.Background;
            case nameof(PropagationPolicy.Orphan):
                return PropagationPolicy.Orphan;
            default:
                errors.Add(FieldError.NotSupported("propagationPolicy", text, "Foreground", "Background", "Orphan", "nil"));
                return null;
        }
    }

    private static (DeleteOptions Options, string Policy, bool IsDryRun) FromQuery(IQueryCollection query, List<FieldError> errors)
    {
        var options = new DeleteOptions
        {
            GracePeriodSeconds = QueryOptions.Number(query, "gracePeriodSeconds"),
            OrphanDependents = QueryOptions.Flag(query, "orphanDependents"),
        };
        return (options, QueryOptions.Text(query, "propagationPolicy"), QueryOptions.ReadDryRun(query["dryRun"], errors));
    }

    private static (DeleteOptions Options, string Policy, bool IsDryRun) FromBody(Document body, List<FieldError> errors)
    {
        var kind = body["kind"u8].AsString("");
        if (kind is not ("" or "DeleteOptions"))
        {
            var version = body["apiVersion"u8].AsString("v1");
            throw StatusError.BadRequest(
                $"no kind {GoText.Quote(kind)} is registered for version {GoText.Quote(version)} in scheme \"pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }

        CheckTypes(body);
        var preconditions = body["preconditions"u8];
        var options = new DeleteOptions
        {
            GracePeriodSeconds = body["gracePeriodSeconds"u8].AsInt64(),
            OrphanDependents = body["orphanDependents"u8].AsBoolean(),
            Preconditions = preconditions.IsObject ? new Preconditions(preconditions["uid"u8].AsString(), preconditions["resourceVersion"u8].AsString()) : null,
        };
        var dryRun = body["dryRun"u8].Items.ToList().Select(item => item.AsString());
        return (options, body["propagationPolicy"u8].AsString(""), QueryOptions.ReadDryRun(dryRun, errors));
    }

    /// <summary>An option of another type must not pass for one that is not there: <c>"dryRun":"All"</c> would delete.</summary>
    private static void CheckTypes(Document body)
    {
        try
        {
            Normalisation.Apply(Structure, body.Root);
        }
        catch (TypedDecodeException error)
        {
            throw StatusError.BadRequest($"DeleteOptions in version \"v1\" cannot be handled as a DeleteOptions: {error.Message}");
        }
    }
}
