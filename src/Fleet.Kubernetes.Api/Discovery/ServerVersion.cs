using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>What <c>/version</c> answers (<c>k8s.io/apimachinery/pkg/version.Info</c>): clients choose features by <see cref="Major"/> and <see cref="Minor"/>.</summary>
public sealed record ServerVersion
{
    public required string Major { get; init; }

    public required string Minor { get; init; }

    /// <summary>The oldest minor whose objects the server can read, as it announces since 1.34; empty to leave it out.</summary>
    public string MinCompatibilityMinor { get; init; } = "";

    public required string GitVersion { get; init; }

    public string GitCommit { get; init; } = "";

    public string BuildDate { get; init; } = "";

    public string GoVersion { get; init; } = "";

    public string Platform { get; init; } = "linux/amd64";

    public Document ToDocument()
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("major"u8).String(Major).Name("minor"u8).String(Minor);
        if (MinCompatibilityMinor.Length > 0)
        {
            builder.Name("emulationMajor"u8).String(Major)
                .Name("emulationMinor"u8).String(Minor)
                .Name("minCompatibilityMajor"u8).String(Major)
                .Name("minCompatibilityMinor"u8).String(MinCompatibilityMinor);
        }

        builder.Name("gitVersion"u8).String(GitVersion)
            .Name("gitCommit"u8).String(GitCommit)
            .Name("gitTreeState"u8).String("clean"u8)
            .Name("buildDate"u8).String(BuildDate)
            .Name("goVersion"u8).String(GoVersion)
            .Name("compiler"u8).String("gc"u8)
            .Name("platform"u8).String(Platform)
            .EndObject();
        return builder.Build();
    }
}
