using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary><c>SelfSubjectRulesReview</c>: what may I do in a namespace?</summary>
public sealed class RulesReviews : ReviewResource
{
    public override async ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken)
    {
        var place = body["spec"u8]["namespace"u8].AsString("");
        if (place.Length == 0)
        {
            throw StatusError.BadRequest("no namespace on request");
        }

        var effective = await service.Options.Authorizer.RulesAsync(context.User, place, cancellationToken).ConfigureAwait(false);
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind").String(target.Resource.Kind).Name("apiVersion").String(target.Resource.Resource.ApiVersion);
        builder.Name("metadata").StartObject().EndObject().Name("spec").StartObject().EndObject().Name("status").StartObject();
        WriteResourceRules(builder.Name("resourceRules"), effective.Rules);
        WritePathRules(builder.Name("nonResourceRules"), effective.Rules);
        builder.Name("incomplete").Boolean(effective.Problem.Length > 0);
        WriteText(builder, "evaluationError", effective.Problem);
        return builder.EndObject().EndObject().Build();
    }

    private static void WriteResourceRules(DocumentBuilder builder, IReadOnlyList<DocumentValue> rules)
    {
        builder.StartArray();
        foreach (var rule in rules.Where(rule => rule["resources"u8].Count > 0))
        {
            Copy(builder, rule, "verbs", "apiGroups", "resources", "resourceNames");
        }

        builder.EndArray();
    }

    private static void WritePathRules(DocumentBuilder builder, IReadOnlyList<DocumentValue> rules)
    {
        builder.StartArray();
        foreach (var rule in rules.Where(rule => rule["nonResourceURLs"u8].Count > 0))
        {
            Copy(builder, rule, "verbs", "nonResourceURLs");
        }

        builder.EndArray();
    }

    private static void Copy(DocumentBuilder builder, DocumentValue rule, params ReadOnlySpan<string> names)
    {
        builder.StartObject();
        foreach (var name in names)
        {
            if (rule[name].Exists)
            {
                builder.Name(name).Value(rule[name]);
            }
        }

        builder.EndObject();
    }
}
