namespace Fleet.Kubernetes.Client;

/// <summary>How a write is made.</summary>
public sealed record WriteOptions
{
    public string? FieldManager { get; init; }

    /// <summary>The server does everything but store (<c>dryRun=All</c>).</summary>
    public bool DryRun { get; init; }

    /// <summary>Server-side apply takes over fields of other managers.</summary>
    public bool Force { get; init; }

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c>; null for the server's default.</summary>
    public string? FieldValidation { get; init; }

    /// <summary>Only the object with this UID: anything else, and the server answers 409.</summary>
    public string? Uid { get; init; }

    /// <summary>Only the object in this version: anything else, and the server answers 409.</summary>
    public string? ResourceVersion { get; init; }

    internal ApiQuery ToQuery() => new ApiQuery()
        .Add("fieldManager", FieldManager)
        .Add("force", Force)
        .Add("dryRun", DryRun ? "All" : null)
        .Add("fieldValidation", FieldValidation);
}
