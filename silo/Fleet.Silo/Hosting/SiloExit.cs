namespace Fleet.Silo.Hosting;

/// <summary>What the exit status of the silo means: the same numbers as those of the <c>fleet</c> command.</summary>
internal static class SiloExit
{
    public const int Clean = 0;

    /// <summary>Bad input: an option, a file.</summary>
    public const int BadInput = 2;

    /// <summary>Something it needs cannot be used: the port, the data folder, Redis.</summary>
    public const int Unavailable = 3;
}
