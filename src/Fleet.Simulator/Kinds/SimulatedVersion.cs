using Fleet.Kubernetes.Api.Discovery;

namespace Fleet.Simulator.Kinds;

/// <summary>The server a simulated cluster says it is: the build whose answers the simulator is held to.</summary>
public static class SimulatedVersion
{
    public static ServerVersion Current { get; } = new()
    {
        Major = "1",
        Minor = "36",
        MinCompatibilityMinor = "35",
        GitVersion = "v1.36.2",
        GitCommit = "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
        BuildDate = "2026-08-21T00:00:00Z",
        GoVersion = "go1.26.10",
    };
}
