using System.Security.Cryptography.X509Certificates;
using Fleet.Api.Access;
using Fleet.Api.Audit;
using Fleet.Api.Events;
using Fleet.Api.Storage;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Api.Identity;

/// <summary>Who may do what, who did what, and what happened.</summary>
public static class FleetIdentityServices
{
    /// <summary>
    /// Registers authentication, authorization, the audit trail (<c>/audit</c>; the host also uses <see cref="AuditMiddleware"/>) and the stream of events
    /// (<c>/events</c>). The host gives an <see cref="AdminToken"/>.
    /// </summary>
    /// <param name="options">How callers are known.</param>
    /// <param name="trustsClient">Whether a client certificate is from an authority that is trusted.</param>
    /// <param name="isLoopback">The API is reached from this machine only.</param>
    /// <param name="events">How events are streamed.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IServiceCollection AddFleetIdentity(
        this IServiceCollection services, FleetIdentityOptions options, Func<X509Certificate2, bool> trustsClient, bool isLoopback, EventStreamOptions? events = null)
    {
        options.Validate();
        events ??= new EventStreamOptions();
        events.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddSingleton(options);
        services.AddSingleton<FleetTokens>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OidcAuthenticator>(provider, options.Oidc));
        services.AddSingleton<ITokenAuthenticator>(provider => new TokenUnion(provider.GetRequiredService<FleetTokens>(), provider.GetRequiredService<OidcAuthenticator>()));
        services.AddSingleton<IAuthenticator>(provider => new FleetAuthenticator(
            Authenticators(provider, trustsClient, isLoopback && options.AllowLoopbackReads), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AccessGrants>();
        services.AddSingleton<IAccessScopes>(provider => provider.GetRequiredService<AccessGrants>());
        services.AddSingleton<IAuthorizer, FleetAuthorizer>();
        services.AddSingleton<IAdmissionPlugin, AmbientCredentialAdmission>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IWriteAudit>(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<AuditStream>();
        services.AddSingleton<IPathHandler, AuditHandler>();
        services.AddSingleton(events);
        services.AddSingleton<EventFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<EventFeed>());
        services.AddSingleton<EventAccess>();
        services.AddSingleton<EventsHandler>();
        services.AddSingleton<IPathHandler>(provider => provider.GetRequiredService<EventsHandler>());
        return services;
    }

    private static List<IAuthenticator> Authenticators(IServiceProvider provider, Func<X509Certificate2, bool> trustsClient, bool allowsLoopback)
    {
        List<IAuthenticator> authenticators =
        [
            new ClientCertificateAuthenticator(trustsClient),
            new BearerTokenAuthenticator(provider.GetRequiredService<ITokenAuthenticator>()),
        ];
        if (allowsLoopback)
        {
            authenticators.Add(new LoopbackAuthenticator());
        }

        return authenticators;
    }
}
