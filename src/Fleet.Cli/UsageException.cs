namespace Fleet.Cli;

/// <summary>The user's input is at fault: the message names the option or file, its value and what is accepted.</summary>
public sealed class UsageException(string message) : Exception(message);
