using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Negotiation;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Answers requests to resources: reads the options and the body, calls the service, writes what comes back.</summary>
internal sealed class ResourceEndpoint(ResourceService service, KubernetesApiOptions options)
{
    /// <summary>A week: timers end at 49 days, clients may ask for centuries.</summary>
    private const long MaxWatchSeconds = 7 * 24 * 3600;

    private static readonly Dictionary<string, PatchType> PatchTypes = new(StringComparer.Ordinal)
    {
        ["application/json-patch+json"] = PatchType.Json,
        ["application/merge-patch+json"] = PatchType.Merge,
        ["application/strategic-merge-patch+json"] = PatchType.StrategicMerge,
        ["application/apply-patch+yaml"] = PatchType.Apply,
    };

    /// <summary>The definition and target of a request, when it is served.</summary>
    /// <exception cref="ApiException">404 or 405.</exception>
    public ResourceTarget Resolve(RequestInfo info)
    {
        var definition = service.Catalog.Find(info.GroupVersionResource) ?? throw StatusError.NotFoundPath();
        SubresourceDefinition? subresource = null;
        if (info.Subresource.Length > 0)
        {
            subresource = definition.FindSubresource(info.Subresource) ?? throw StatusError.NotFoundPath();
        }

        var isPlaced = definition.IsNamespaced && info.Namespace.Length > 0;

        // Only the namespace itself is cluster-wide and below a namespace. Anything else would be authorized there and acted on everywhere.
        var isUnrouted = definition.IsNamespaced
            ? !isPlaced && info.Name.Length > 0
            : info.Namespace.Length > 0 && (info.Resource != "namespaces" || info.Name != info.Namespace);
        if (isUnrouted)
        {
            throw StatusError.NotFoundPath();
        }

        var target = new ResourceTarget(definition, isPlaced ? info.Namespace : null, info.Name.Length == 0 ? null : info.Name, subresource);
        var verb = info.Verb == "watch" && definition.Allows("list") ? "watch" : info.Verb;
        var isServed = subresource is null ? definition.Allows(verb) : Serves(subresource, verb);
        var isMisplaced = (target.Name is null && verb is "get" or "update" or "patch" or "delete")
            || (target.Name is not null && subresource is null && verb == "create")
            || (definition.IsNamespaced && !isPlaced && verb is "create" or "deletecollection");
        return isServed && !isMisplaced ? target : throw StatusError.MethodNotAllowedPath();
    }

    public async Task HandleAsync(HttpContext http, RequestInfo info, ResourceTarget target, UserInfo user)
    {
        var context = new RequestContext(user) { UserAgent = http.Request.Headers.UserAgent.ToString(), FieldValidation = FieldValidation.Warn };
        if (target.Resource.DeprecationWarning is { } deprecation)
        {
            context.Warn(deprecation);
        }

        try
        {
            await HandleAsync(http, info, target, context).ConfigureAwait(false);
        }
        catch (ApiException) when (!http.Response.HasStarted)
        {
            // Refused requests are warned of what was found before.
            ResponseWriter.AddWarnings(http, context);
            throw;
        }
    }

    private async Task HandleAsync(HttpContext http, RequestInfo info, ResourceTarget target, RequestContext context)
    {
        if (target.Subresource is { Behaviour: SubresourceKind.Custom } custom)
        {
            await HandleCustomAsync(http, info, target, context, custom.Handler ?? throw StatusError.NotFoundPath()).ConfigureAwait(false);
            return;
        }

        var answer = Negotiate(http, isStream: info.Verb == "watch");
        switch (info.Verb)
        {
            case "get":
                var found = await service
                    .GetAsync(context, target, http.RequestAborted, QueryOptions.Text(http.Request.Query, "resourceVersion"))
                    .ConfigureAwait(false);
                await WriteAsync(http, context, target, answer, 200, found).ConfigureAwait(false);
                break;
            case "list":
                await ListAsync(http, context, target, answer).ConfigureAwait(false);
                break;
            case "watch":
                await WatchAsync(http, context, target, answer).ConfigureAwait(false);
                break;
            case "create" or "update" or "patch":
                await ChangeAsync(http, info, context, target, answer).ConfigureAwait(false);
                break;
            default:
                await DeleteAsync(http, info, context, target, answer).ConfigureAwait(false);
                break;
        }
    }

    private static bool Serves(SubresourceDefinition subresource, string verb) =>
        subresource.Verbs.Contains(verb, StringComparer.Ordinal) || (subresource.Verbs.Contains("connect", StringComparer.Ordinal) && verb is "get" or "create");

    private async Task ListAsync(HttpContext http, RequestContext context, ResourceTarget target, Representation answer)
    {
        var list = await service.ListAsync(context, target, QueryOptions.ReadList(http.Request.Query), http.RequestAborted).ConfigureAwait(false);
        await WriteListAsync(http, context, target, answer, list).ConfigureAwait(false);
    }

    private async Task WriteListAsync(HttpContext http, RequestContext context, ResourceTarget target, Representation answer, ObjectList list)
    {
        ResponseWriter.AddWarnings(http, context);
        if (answer.Kind == RepresentationKind.Object && answer.MediaType == "application/json")
        {
            await ListResponse.WriteAsync(http, target.Resource, list, options.ConnectionTime).ConfigureAwait(false);
            return;
        }

        await ResponseWriter.WriteAsync(http, 200, Shape(http, target, answer).List(list), answer.MediaType).ConfigureAwait(false);
    }

    private async Task WatchAsync(HttpContext http, RequestContext context, ResourceTarget target, Representation answer)
    {
        ResponseWriter.AddWarnings(http, context);
        var query = http.Request.Query;
        var seconds = QueryOptions.Number(query, "timeoutSeconds") ?? 0;
        var watchOptions = QueryOptions.ReadWatch(query);
        if (target.Name is { } name)
        {
            watchOptions = watchOptions with { FieldSelector = $"metadata.name={name}" };
        }

        try
        {
            using var watch = await service.WatchAsync(context, target with { Name = null }, watchOptions, http.RequestAborted).ConfigureAwait(false);
            var timeout = seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, MaxWatchSeconds)) : options.DefaultWatchTimeout;
            await new WatchResponse(http, watch, Shape(http, target, answer), options.ConnectionTime)
                .RunAsync(timeout, watchOptions.AllowBookmarks)
                .ConfigureAwait(false);
        }
        catch (StoreExpiredException error)
        {
            await WatchResponse.WriteErrorAsync(http, StatusError.Expired(error.Message)).ConfigureAwait(false);
        }
        catch (ApiException error) when (error.Code == 504)
        {
            await WatchResponse.WriteErrorAsync(http, error).ConfigureAwait(false);
        }
    }

    private async Task ChangeAsync(HttpContext http, RequestInfo info, RequestContext context, ResourceTarget target, Representation answer)
    {
        var request = http.Request;
        var mediaType = RequestBody.MediaType(request);
        if (info.Verb == "patch")
        {
            await PatchAsync(http, context, target, answer, mediaType).ConfigureAwait(false);
            return;
        }

        if (!RequestBody.MediaTypes.Contains(mediaType, StringComparer.Ordinal))
        {
            throw StatusError.UnsupportedMediaType(RequestBody.MediaTypes);
        }

        var body = await RequestBody.ReadAsync(request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        context = QueryOptions.ReadWrite(request.Query, context, info.Verb == "create" ? "CreateOptions" : "UpdateOptions");
        var document = RequestBody.Parse(context, mediaType, body, target.Subresource?.Kind ?? target.Resource.GroupVersionKind);
        var result = info.Verb == "create"
            ? await service.CreateAsync(context, target, document, http.RequestAborted).ConfigureAwait(false)
            : await service.UpdateAsync(context, target, document, http.RequestAborted).ConfigureAwait(false);
        await WriteAsync(http, context, target, answer, result.Created ? 201 : 200, result.Object).ConfigureAwait(false);
    }

    private async Task PatchAsync(HttpContext http, RequestContext context, ResourceTarget target, Representation answer, string mediaType)
    {
        if (!PatchTypes.TryGetValue(mediaType, out var type))
        {
            throw new ApiException(415, "UnsupportedMediaType", "415: Unsupported Media Type", new StatusDetails());
        }

        if (type == PatchType.StrategicMerge && target.Resource.IsCustom)
        {
            throw StatusError.UnsupportedMediaType(PatchTypes.Keys.Where(name => PatchTypes[name] != PatchType.StrategicMerge));
        }

        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        context = QueryOptions.ReadWrite(http.Request.Query, context, "PatchOptions", type == PatchType.Apply);
        var patch = new Patch(type, body, QueryOptions.IsTrue(http.Request.Query, "force"));
        var result = await service.PatchAsync(context, target, patch, http.RequestAborted).ConfigureAwait(false);
        await WriteAsync(http, context, target, answer, result.Created ? 201 : 200, result.Object).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext http, RequestInfo info, RequestContext context, ResourceTarget target, Representation answer)
    {
        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        var (deleteOptions, isDryRun) = DeleteOptionsReader.Read(context, http.Request, body);
        context = context with { DryRun = isDryRun };
        if (info.Verb == "deletecollection")
        {
            var selected = QueryOptions.ReadList(http.Request.Query);
            var list = await service.DeleteCollectionAsync(context, target, selected, deleteOptions, http.RequestAborted).ConfigureAwait(false);
            await WriteListAsync(http, context, target, answer, list).ConfigureAwait(false);
            return;
        }

        var result = await service.DeleteAsync(context, target, deleteOptions, http.RequestAborted).ConfigureAwait(false);
        var shown = result.Removed && !target.Resource.Strategy.ReturnsDeletedObject ? ResponseWriter.Success(target, result.Object) : result.Object;
        var status = !result.Removed && deleteOptions.OrphanDependents == false ? 202 : 200;
        await WriteAsync(http, context, target, answer, status, shown).ConfigureAwait(false);
    }

    private async Task HandleCustomAsync(HttpContext http, RequestInfo info, ResourceTarget target, RequestContext context, ISubresourceHandler handler)
    {
        Document? document = null;
        var kind = target.Subresource!.Kind;
        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        if (info.Verb is "create" or "update")
        {
            context = QueryOptions.ReadWrite(http.Request.Query, context, info.Verb == "create" ? "CreateOptions" : "UpdateOptions");
        }

        if (info.Verb is "create" or "update" && body.Length > 0 && kind is { } expected)
        {
            var parsed = RequestBody.Parse(context, RequestBody.MediaType(http.Request), body, expected);
            document = service.Decoder.Decode(context, target, expected, target.Subresource.Schema ?? Schemas.Schema.Any, parsed);
        }

        var query = http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        var request = new SubresourceRequest(service, context, target, info.Verb, query, document);
        var response = await handler.HandleAsync(request, http.RequestAborted).ConfigureAwait(false);
        ResponseWriter.AddWarnings(http, context);
        await (response.Object is { } shown
            ? ResponseWriter.WriteAsync(http, response.StatusCode, shown)
            : ResponseWriter.WriteTextAsync(http, response.StatusCode, response.Text ?? "")).ConfigureAwait(false);
    }

    private Task WriteAsync(HttpContext http, RequestContext context, ResourceTarget target, Representation answer, int status, Document document)
    {
        ResponseWriter.AddWarnings(http, context);
        return ResponseWriter.WriteAsync(http, status, Shape(http, target, answer).Object(document), answer.MediaType);
    }

    private RepresentationWriter Shape(HttpContext http, ResourceTarget target, Representation answer) =>
        new(target.Resource, answer, QueryOptions.Text(http.Request.Query, "includeObject"), service.Time);

    /// <summary>Chooses what to answer in. Protobuf is written for whole objects only: streams, tables and metadata are JSON.</summary>
    private static Representation Negotiate(HttpContext http, bool isStream)
    {
        var accept = http.Request.Headers.Accept.ToString();
        if (accept.Length > 0 && !AcceptHeader.Parse(accept).Any(range => RequestBody.MediaTypes.Any(range.Accepts)))
        {
            throw new ApiException(
                406,
                "NotAcceptable",
                $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", RequestBody.MediaTypes)}",
                new StatusDetails());
        }

        try
        {
            var answer = Representation.Negotiate(accept, RequestBody.MediaTypes);
            return answer.MediaType == ProtobufObject.MediaType && (isStream || answer.Kind != RepresentationKind.Object)
                ? Representation.Negotiate(accept, [.. RequestBody.MediaTypes.Where(type => type != ProtobufObject.MediaType)])
                : answer;
        }
        catch (ApiException)
        {
            throw StatusError.NotAcceptable(RequestBody.MediaTypes);
        }
    }
}
