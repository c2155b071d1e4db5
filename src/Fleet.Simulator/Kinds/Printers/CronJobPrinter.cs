using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class CronJobPrinter() : KindPrinter("cronjobs.batch")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var (spec, status) = (value["spec"u8], value["status"u8]);
        var jobSpec = spec["jobTemplate"u8]["spec"u8];
        cells.Name(value)
            .Text(spec["schedule"u8])
            .Text(spec["timeZone"u8], Cells.None)
            .Text(spec["suspend"u8].AsBoolean() switch { true => "True", false => "False", null => Cells.Unset })
            .Number(status["active"u8].Count);
        cells = status["lastScheduleTime"u8].IsNullOrUndefined ? cells.Text(Cells.None) : cells.Since(status["lastScheduleTime"u8]);
        cells.Age(value)
            .Containers(jobSpec["template"u8]["spec"u8])
            .Text(SelectorText.Selector(jobSpec["selector"u8]));
    }
}
