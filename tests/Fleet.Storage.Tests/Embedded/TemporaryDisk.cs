using System.Diagnostics;

namespace Fleet.Storage.Tests.Embedded;

/// <summary>A small file system in memory, mounted on a folder.</summary>
internal sealed class TemporaryDisk : IDisposable
{
    private readonly string _folder;

    private TemporaryDisk(string folder) => _folder = folder;

    /// <summary>Whether this process may mount; tried once.</summary>
    public static bool IsPossible { get; } = Try();

    public static TemporaryDisk Mount(string folder, long bytes)
    {
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder));
        return new TemporaryDisk(folder);
    }

    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        var folder = Directory.CreateTempSubdirectory("fleet-mount-").FullName;
        var isPossible = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0;
        if (isPossible)
        {
            Run("umount", folder);
        }

        Directory.Delete(folder);
        return isPossible;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
