using Fleet.Api.Audit;
using Fleet.Api.Hosting;
using Fleet.Silo.Health;
using Fleet.Silo.Options;

namespace Fleet.Silo.Hosting;

/// <summary>Mounts what a silo serves: its own health and metrics, then the API at the root.</summary>
internal static class SiloEndpoints
{
    public static void Map(WebApplication application, FleetSiloOptions options)
    {
        application.UseMiddleware<AuditMiddleware>();
        application.MapSiloHealth();
        application.MapPrometheusScrapingEndpoint("/metrics");
        application.MapFleetApi();
    }
}
