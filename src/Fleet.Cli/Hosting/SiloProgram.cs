namespace Fleet.Cli.Hosting;

/// <summary>Where the silo is, and how it is started.</summary>
/// <param name="File">The program to run.</param>
/// <param name="Arguments">Its first arguments.</param>
internal sealed record SiloProgram(string File, IReadOnlyList<string> Arguments)
{
    public const string Variable = "FLEET_SILO";

    private const string Name = "Fleet.Silo";

    /// <summary>What <c>FLEET_SILO</c> names (a program or a .dll), else the silo beside this command, else the one of the source tree this runs in.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static SiloProgram Find(string? named, string folder, string workingFolder)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return System.IO.File.Exists(named) ? Of(named) : throw new UsageException($"{Variable} is \"{named}\", which does not exist; the silo's program or .dll is accepted.");
        }

        string[] beside = [folder, Path.Combine(folder, "silo"), Path.Combine(folder, "..", "silo")];
        foreach (var candidate in beside.SelectMany(place => new[] { Path.Combine(place, Name), Path.Combine(place, Name + ".exe"), Path.Combine(place, Name + ".dll") }))
        {
            if (System.IO.File.Exists(candidate))
            {
                return Of(candidate);
            }
        }

        for (var directory = new DirectoryInfo(workingFolder); directory is not null; directory = directory.Parent)
        {
            var project = Path.Combine(directory.FullName, "silo", Name, Name + ".csproj");
            if (System.IO.File.Exists(project))
            {
                return new SiloProgram("dotnet", ["run", "-c", "Release", "--project", project, "--"]);
            }
        }

        throw new UsageException($"The silo was not found beside {folder} nor in a source tree around {workingFolder}; {Variable} may name its program or .dll.");
    }

    private static SiloProgram Of(string path) =>
        path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new SiloProgram("dotnet", [path]) : new SiloProgram(path, []);
}
