namespace Fleet.Silo.Hosting;

/// <summary>The silo cannot start, for a reason a person can mend: the message says which, no stack trace helps.</summary>
internal sealed class StartFailure(string message, Exception? inner = null) : Exception(message, inner);
