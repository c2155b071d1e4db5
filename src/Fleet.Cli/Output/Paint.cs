namespace Fleet.Cli.Output;

/// <summary>Colours of words that mean well or ill.</summary>
internal static class Paint
{
    /// <summary>The name of the word's colour for Spectre.Console, null for none.</summary>
    public static string? ColourOf(string word) => word switch
    {
        "Healthy" or "True" or "ok" => "green",
        "Progressing" or "warning" => "yellow",
        "Degraded" or "Missing" or "False" or "problem" => "red",
        "Unknown" or "Suspended" => "grey",
        _ => null,
    };

    /// <summary>The word in the terminal's colour.</summary>
    public static string Word(string word) => ColourOf(word) switch
    {
        "green" => $"\e[32m{word}\e[0m",
        "yellow" => $"\e[33m{word}\e[0m",
        "red" => $"\e[31m{word}\e[0m",
        "grey" => $"\e[90m{word}\e[0m",
        _ => word,
    };
}
