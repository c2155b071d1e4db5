using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Selectors;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>One cluster's API over HTTP: authenticates, authorizes, finds what is asked for, answers errors as <c>Status</c>. Thread safe and small.</summary>
public sealed class KubernetesApi
{
    private readonly ResourceService _service;
    private readonly KubernetesApiOptions _options;
    private readonly ResourceEndpoint _resources;
    private readonly Impersonation _impersonation;

    public KubernetesApi(ResourceService service, KubernetesApiOptions options)
    {
        _service = service;
        _options = options;
        _resources = new ResourceEndpoint(service, options);
        _impersonation = new Impersonation(service.Options.Authorizer);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="path">The path below the API's root: <c>/api/v1/namespaces</c>.</param>
    public async Task HandleAsync(HttpContext http, string path)
    {
        try
        {
            var user = await AuthenticateAsync(http).ConfigureAwait(false);
            http.Features.Set(user);
            var info = RequestInfoParser.Parse(http.Request.Method, path, http.Request.Query);
            await AuthorizeAsync(http, info, user).ConfigureAwait(false);
            await DispatchAsync(http, info, user).ConfigureAwait(false);
        }
        catch (ApiException error) when (!http.Response.HasStarted)
        {
            await ResponseWriter.WriteErrorAsync(http, error).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error) when (!http.Response.HasStarted)
        {
            var refused = error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? StatusError.RequestEntityTooLarge($"limit is {_options.MaxBodyBytes}")
                : StatusError.BadRequest(error.Message);
            await ResponseWriter.WriteErrorAsync(http, refused).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away: nobody is there to answer.
        }
    }

    private async ValueTask<UserInfo> AuthenticateAsync(HttpContext http)
    {
        var outcome = await _options.Authenticator.AuthenticateAsync(http, http.RequestAborted).ConfigureAwait(false);
        if (outcome.IsRefused)
        {
            throw StatusError.Unauthorized();
        }

        var user = await _impersonation.ApplyAsync(http.Request.Headers, outcome.User ?? UserInfo.Anonymous, http.RequestAborted).ConfigureAwait(false);
        RequestUser.Set(http, user);
        return user;
    }

    private async ValueTask AuthorizeAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        var attributes = new AuthorizationAttributes(user, info.Verb)
        {
            IsResourceRequest = info.IsResourceRequest,
            Group = info.Group,
            Version = info.Version,
            Resource = info.Resource,
            Subresource = info.Subresource,
            Namespace = info.Namespace,
            Name = info.Name.Length == 0 && info.Verb is "list" or "watch" ? SelectedName(http.Request.Query) : info.Name,
            Path = info.Path,
        };
        var decision = await _service.Options.Authorizer.AuthorizeAsync(attributes, http.RequestAborted).ConfigureAwait(false);
        if (!decision.Allowed)
        {
            throw ForbiddenError.For(attributes, decision.Reason);
        }
    }

    /// <summary>A list of one name needs the right to that name only (upstream <c>RequestInfoFactory</c>).</summary>
    private static string SelectedName(IQueryCollection query)
    {
        try
        {
            var name = FieldSelector.Parse(QueryOptions.Text(query, "fieldSelector")).ExactMatch("metadata.name") ?? "";
            return NameRules.PathSegment(name, isPrefix: false).Count == 0 ? name : "";
        }
        catch (SelectorFormatException)
        {
            // Told to those who may list at all.
            return "";
        }
    }

    private async Task DispatchAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        if (info.IsResourceRequest)
        {
            if (Serves(info.Group, info.Version))
            {
                await _resources.HandleAsync(http, info, _resources.Resolve(info), user).ConfigureAwait(false);
                return;
            }
        }
        else if (await _options.Discovery.TryHandleAsync(http, _service.Catalog, info.Path).ConfigureAwait(false))
        {
            return;
        }
        else
        {
            foreach (var handler in _options.Paths)
            {
                if (await handler.TryHandleAsync(http, _service.Catalog, info.Path).ConfigureAwait(false))
                {
                    return;
                }
            }
        }

        await DiscoveryHandler.WriteNotFoundPageAsync(http).ConfigureAwait(false);
    }

    private bool Serves(string group, string version)
    {
        foreach (var definition in _service.Catalog.Resources)
        {
            if (definition.Resource.Group == group && definition.Resource.Version == version)
            {
                return true;
            }
        }

        return false;
    }
}
