using System.Reflection;
using Fleet.Kubernetes.Api.Discovery;

namespace Fleet.Api.Hosting;

/// <summary>What <c>/version</c> answers: the Kubernetes whose API conventions are served, and this build.</summary>
internal static class FleetVersion
{
    private const string Minor = "36";

    public static ServerVersion Current { get; } = new()
    {
        Major = "1",
        Minor = Minor,
        GitVersion = $"v1.{Minor}.0+fleet.{typeof(FleetVersion).Assembly.GetName().Version?.ToString(3)}",
        GitCommit = Commit(),
        GoVersion = $"dotnet{Environment.Version}",
    };

    /// <summary>What the build wrote behind the plus of its version.</summary>
    private static string Commit()
    {
        var version = typeof(FleetVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? "" : version[(plus + 1)..];
    }
}
