using System.Text.RegularExpressions;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>CronJobs (pkg/registry/batch/cronjob).</summary>
internal sealed partial class CronJobStrategy : KindStrategy
{
    /// <summary>A job adds a dash and a time of ten digits to the name.</summary>
    private const int MaxNameLength = 52;

    public CronJobStrategy()
        : base(new GroupVersionKind("batch", "v1", "CronJob"))
    {
        HasStatus = true;
        HasGeneration = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Spec(value["spec"u8], default, errors);
        if (value["metadata"u8]["name"u8].AsString("") is { Length: > MaxNameLength } name)
        {
            errors.Invalid("metadata.name", name, "must be no more than 52 characters");
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource != "status")
        {
            Spec(value["spec"u8], old["spec"u8], errors);
        }

        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var warnings = JobWarnings.Of(context, value, old, ["spec", "jobTemplate", "spec"]);
        if (old.Exists && context.Subresource.Length == 0 && NamesZone(value["spec"u8]))
        {
            warnings.Add("cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }

        return warnings;
    }

    private static bool NamesZone(DocumentValue spec) => spec["schedule"u8].AsString("").Contains("TZ", StringComparison.Ordinal);

    private static void Spec(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        Schedule(spec, old, errors);
        errors.NonNegative(spec["startingDeadlineSeconds"u8], "spec.startingDeadlineSeconds");
        if (spec["timeZone"u8].AsString() is { } zone && zone != old["timeZone"u8].AsString())
        {
            TimeZone(zone, errors);
        }

        errors.OneOf(spec["concurrencyPolicy"u8].AsString(""), "spec.concurrencyPolicy", "Allow", "Forbid", "Replace");
        var job = spec["jobTemplate"u8]["spec"u8];
        JobValidation.Common(job, "spec.jobTemplate.spec", errors);
        if (job["selector"u8].IsObject)
        {
            errors.Invalid("spec.jobTemplate.spec.selector", job["selector"u8], "`selector` will be auto-generated");
        }

        if (job["manualSelector"u8].AsBoolean() == true)
        {
            errors.NotSupported("spec.jobTemplate.spec.manualSelector", "true", "nil", "false");
        }

        errors.NonNegative(spec["successfulJobsHistoryLimit"u8], "spec.successfulJobsHistoryLimit");
        errors.NonNegative(spec["failedJobsHistoryLimit"u8], "spec.failedJobsHistoryLimit");
    }

    /// <summary>A zone in the schedule is only bearable where it was before.</summary>
    private static void Schedule(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        var schedule = spec["schedule"u8].AsString("");
        if (schedule.Length == 0)
        {
            errors.Required("spec.schedule");
            return;
        }

        if (CronExpression.FindProblem(schedule) is { } problem)
        {
            errors.Invalid("spec.schedule", schedule, problem);
        }

        if (!NamesZone(spec))
        {
            return;
        }

        if (!NamesZone(old))
        {
            errors.Invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (spec["timeZone"u8].IsString)
        {
            errors.Invalid("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void TimeZone(string zone, FieldErrors errors)
    {
        if (zone.Length == 0)
        {
            errors.Invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
            return;
        }

        var unknown = $"unknown time zone {zone}";
        if (zone.Split('/').Any(part => part is "." or ".." || part.StartsWith('-') || !ZoneName().IsMatch(part)))
        {
            errors.Invalid("spec.timeZone", zone, unknown);
            return;
        }

        if (zone.Equals("Local", StringComparison.OrdinalIgnoreCase))
        {
            errors.Invalid("spec.timeZone", zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }

        if (zone != "Local" && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors.Invalid("spec.timeZone", zone, unknown);
        }
    }

    [GeneratedRegex("^[A-Za-z._0-9+-]{1,14}$")]
    private static partial Regex ZoneName();
}
