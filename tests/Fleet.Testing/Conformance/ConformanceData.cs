namespace Fleet.Testing.Conformance;

/// <summary>
/// Where third-party test data is found: <c>FLEET_TEST_DATA</c>, or <c>../shared/data</c> beside the checkout. Data that is not there is a skip, not
/// a failure: the project carries none of it.
/// </summary>
public static class ConformanceData
{
    /// <summary>The root folder, or null where there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The checkout this test runs from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>A folder or file under the root (<c>drift/json-patch</c>), or null where it is not there.</summary>
    public static string? Find(string path) =>
        Root is { } root && Path.Combine(root, path) is var full && (Directory.Exists(full) || File.Exists(full)) ? full : null;

    private static string? FindRoot()
    {
        var root = Environment.GetEnvironmentVariable("FLEET_TEST_DATA");
        root = string.IsNullOrEmpty(root) ? Path.Combine(FindRepository(), "..", "shared", "data") : root;
        return Directory.Exists(root) ? Path.GetFullPath(root) : null;
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Fleet.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"No Fleet.sln above {AppContext.BaseDirectory}.");
    }
}
