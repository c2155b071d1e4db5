using Fleet.Api.Audit;
using Fleet.Api.Hosting;
using Fleet.Silo.Health;
using Fleet.Silo.Options;
using Orleans.Dashboard;

namespace Fleet.Silo.Hosting;

/// <summary>Mounts what a silo serves: its own health and metrics, then the API at the root.</summary>
internal static class SiloEndpoints
{
    public const string Metrics = "/metrics";

    public const string Dashboard = "/dashboard";

    public static void Map(WebApplication application, FleetSiloOptions options)
    {
        application.UseMiddleware<AuditMiddleware>();
        application.UseMiddleware<GuardedPaths>();
        application.MapSiloHealth();
        application.MapPrometheusScrapingEndpoint(Metrics);
        if (options.Dashboard)
        {
            application.MapOrleansDashboard(Dashboard);
        }

        application.MapFleetApi();
    }
}
