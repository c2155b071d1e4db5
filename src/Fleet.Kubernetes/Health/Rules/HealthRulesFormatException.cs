namespace Fleet.Kubernetes.Health.Rules;

/// <summary>A rule file that cannot be understood. The message names the field, the bad value and what is accepted.</summary>
public sealed class HealthRulesFormatException : FormatException
{
    public HealthRulesFormatException(string path, string problem)
        : base($"health rules: {path}: {problem}") => Path = path;

    /// <summary>Where: <c>rules[3].checks[0].when</c>.</summary>
    public string Path { get; }
}
