using System.Globalization;

namespace Fleet.Storage.Embedded;

/// <summary>
/// Remembers beside the data file how far the log had come, so that a data file that has lost writes (emptied, an old copy, its write-ahead log
/// deleted: SQLite opens all of these without a word) is noticed instead of handing out positions a second time.
/// </summary>
internal sealed class HeadWitness(string folder)
{
    public const string FileName = "fleet.head";

    private long _written = -1;

    public string Path { get; } = System.IO.Path.Combine(folder, FileName);

    /// <summary>A position the log had reached; 0 when nobody remembers. The log may have been further.</summary>
    public long Read()
    {
        try
        {
            return long.TryParse(File.ReadAllText(Path), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;
        }
        catch (IOException)
        {
            // A witness, not a judge: without one the file is believed.
            return 0;
        }
    }

    /// <summary>Remembers a position that is durable.</summary>
    public void Write(long position)
    {
        if (position == _written)
        {
            return;
        }

        try
        {
            // Replaced whole: a process killed in between leaves the old one.
            File.WriteAllText(Path + ".new", position.ToString(CultureInfo.InvariantCulture));
            File.Move(Path + ".new", Path, overwrite: true);
            _written = position;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk is full; the older witness is as true, only less sharp.
        }
    }
}
