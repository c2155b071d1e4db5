using Fleet.Storage.Log;

namespace Fleet.Storage.Embedded;

/// <summary>Where and how a fleet keeps its data on one machine.</summary>
public sealed class EmbeddedStoreOptions
{
    /// <summary>The name of the data file in <see cref="Folder"/>.</summary>
    public const string FileName = "fleet.db";

    /// <summary>The data folder; made when it is missing. One process at a time.</summary>
    public string Folder { get; set; } = "data";

    /// <summary>How much of the log is kept.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>How large the data file may grow, in bytes; null: as large as the disk allows. Beyond it writes fail, reads go on.</summary>
    public long? MaxFileBytes { get; set; }

    /// <summary>Files up to this many bytes are checked whole when they are opened; larger ones where they are read.</summary>
    public long CheckedFileBytes { get; set; } = 64 << 20;

    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and what is accepted.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Folder))
        {
            throw new ArgumentException($"{nameof(Folder)} is empty; a folder's path is needed.");
        }

        if (MaxFileBytes is < 1 << 20)
        {
            throw new ArgumentException($"{nameof(MaxFileBytes)} is {MaxFileBytes}; at least 1048576 (1 MiB) is needed.");
        }

        Retention.Validate();
    }
}
