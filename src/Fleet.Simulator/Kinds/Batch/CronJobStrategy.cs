using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>CronJobs (pkg/registry/batch/cronjob).</summary>
internal sealed class CronJobStrategy : KindStrategy
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
        Spec(value["spec"u8], errors);
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
            Spec(value["spec"u8], errors);
        }

        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var warnings = new List<string>(PodWarnings.OfTemplate(context, value, old, ["spec", "jobTemplate", "spec", "template"]));
        if (context.Subresource.Length == 0 && value["spec"u8]["schedule"u8].AsString("").Contains("TZ", StringComparison.Ordinal))
        {
            warnings.Add("spec.schedule: CRON_TZ or TZ used in schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }

        return warnings;
    }

    private static void Spec(DocumentValue spec, FieldErrors errors)
    {
        var schedule = spec["schedule"u8].AsString("");
        if (schedule.Length == 0)
        {
            errors.Required("spec.schedule");
        }
        else if (CronExpression.FindProblem(schedule) is { } problem)
        {
            errors.Invalid("spec.schedule", schedule, problem);
        }

        errors.NonNegative(spec["startingDeadlineSeconds"u8], "spec.startingDeadlineSeconds");
        if (spec["timeZone"u8].AsString() is { } zone)
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

    private static void TimeZone(string zone, FieldErrors errors)
    {
        if (zone.Length == 0)
        {
            errors.Invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
        }
        else if (zone.Equals("Local", StringComparison.OrdinalIgnoreCase))
        {
            errors.Invalid("spec.timeZone", zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            errors.Invalid("spec.timeZone", zone, $"unknown time zone {zone}");
        }
    }
}
