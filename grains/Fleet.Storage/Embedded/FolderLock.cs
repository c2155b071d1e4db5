using System.Globalization;
using Fleet.Storage.Log;

namespace Fleet.Storage.Embedded;

/// <summary>Keeps a second process out of a data folder; the operating system lets go of it when the process dies, however it dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="StorageUnavailableException">Another process has the folder, or it cannot be made.</exception>
    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "fleet.lock");
        try
        {
            Make(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The data folder {folder} cannot be made: {exception.Message}", exception);
        }

        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WriteOwner(folder);
            return new FolderLock(file);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageUnavailableException($"The data folder {folder} cannot be written: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new StorageUnavailableException(
                $"The data folder {folder} is in use by {Owner(folder)}: one process at a time. Stop it, or use another folder. ({exception.Message})", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A new folder is its owner's alone: credentials, though sealed, are nobody else's business.</summary>
    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Beside the locked file, which nobody else can read.</summary>
    private static string OwnerPath(string folder) => Path.Combine(folder, "fleet.pid");

    private static void WriteOwner(string folder)
    {
        try
        {
            File.WriteAllText(OwnerPath(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // A full disk must not keep the store from being opened for reading; only another process' error message is poorer.
        }
    }

    private static string Owner(string folder)
    {
        try
        {
            return $"process {File.ReadAllText(OwnerPath(folder))}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
