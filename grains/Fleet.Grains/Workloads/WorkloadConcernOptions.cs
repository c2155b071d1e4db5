using Microsoft.Extensions.Options;

namespace Fleet.Grains.Workloads;

/// <summary>When a workload that is not well is taken for stuck, and when for well again.</summary>
public sealed class WorkloadConcernOptions
{
    public const string Section = "Fleet:Workloads";

    /// <summary>Progressing for longer than this is stuck. Kubernetes' own default for a Deployment's progress is ten minutes.</summary>
    public TimeSpan ProgressDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Degraded for longer than this is stuck.</summary>
    public TimeSpan DegradedDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Well for as long as this, a workload is no concern any more; less is the same trouble coming back.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Says which option is wrong and what is accepted.</summary>
internal sealed class WorkloadConcernOptionsValidator : IValidateOptions<WorkloadConcernOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, WorkloadConcernOptions options)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.ProgressDeadline), options.ProgressDeadline),
            (nameof(options.DegradedDeadline), options.DegradedDeadline),
            (nameof(options.SettleTime), options.SettleTime),
        ];
        var wrong = times.Where(time => time.Value <= TimeSpan.Zero || time.Value > Longest)
            .Select(time => $"{WorkloadConcernOptions.Section}:{time.Name} is {time.Value}; more than 0 and at most {Longest} is accepted.")
            .ToArray();
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
