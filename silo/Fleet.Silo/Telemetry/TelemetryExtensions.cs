using Fleet.Silo.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Fleet.Silo.Telemetry;

/// <summary>What a silo tells of itself: Prometheus metrics under <c>/metrics</c>, spans by OTLP where asked for.</summary>
internal static class TelemetryExtensions
{
    private const string OwnMeters = "Fleet.*";

    public static void AddSiloTelemetry(this IServiceCollection services, FleetSiloOptions options)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("fleet", serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics => metrics
                .AddMeter(OwnMeters, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (options.OtlpEndpoint is { } endpoint)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(OwnMeters, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation(web => web.Filter = http => !http.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal))
                .AddOtlpExporter(otlp => otlp.Endpoint = new Uri(endpoint)));
        }
    }
}
