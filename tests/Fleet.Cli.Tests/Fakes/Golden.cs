namespace Fleet.Cli.Tests.Fakes;

/// <summary>Expected outputs in files. <c>FLEET_WRITE_GOLDEN=folder</c> writes what there is instead, to be looked at.</summary>
internal static class Golden
{
    public static async Task AssertAsync(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable("FLEET_WRITE_GOLDEN") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".txt"), actual);
            return;
        }

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".txt")), actual);
    }
}
