namespace Fleet.Cli;

/// <summary>What the exit status of every <c>fleet</c> command means.</summary>
public static class ExitCode
{
    /// <summary>It ran, and all is well.</summary>
    public const int Clean = 0;

    /// <summary>It ran, and found something: failed cases, drift, violations.</summary>
    public const int Found = 1;

    /// <summary>Bad input or usage.</summary>
    public const int BadInput = 2;

    /// <summary>A server could not be reached.</summary>
    public const int Unreachable = 3;
}
