namespace Fleet.Simulator.Kinds;

/// <summary>Reads the tab-separated tables of facts embedded in this library; lines that start with <c>#</c> are comments.</summary>
internal static class EmbeddedTable
{
    public static IEnumerable<string[]> Read(string resourceName)
    {
        using var stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(resourceName)
            ?? throw new InvalidOperationException($"The embedded resource {resourceName} is missing.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split('\t');
            }
        }
    }
}
