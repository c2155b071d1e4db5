namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>A test that makes a mount namespace of its own: for root on Linux with unshare, setpriv and curl; skipped, by name, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyRootFactAttribute : FactAttribute
{
    public ReadOnlyRootFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = ((string[])["unshare", "setpriv", "curl", "pgrep"]).Where(tool => !folders.Any(folder => File.Exists(Path.Combine(folder, tool)))).ToList();
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || missing.Count > 0)
        {
            Skip = $"a read-only root needs root on Linux{(missing.Count > 0 ? $" and {string.Join(", ", missing)}" : "")}";
        }
    }
}
