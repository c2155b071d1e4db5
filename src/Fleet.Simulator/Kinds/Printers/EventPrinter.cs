using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>Events, in the field names of both <c>v1</c> and <c>events.k8s.io/v1</c>.</summary>
internal sealed class EventPrinter() : KindPrinter("events")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var first = Since(Field(value, "firstTimestamp", "deprecatedFirstTimestamp"), value["eventTime"u8], cells.Now);
        var last = Field(value, "lastTimestamp", "deprecatedLastTimestamp");
        var series = value["series"u8];
        var lastSeen = series.IsObject ? HumanDuration.Since(series["lastObservedTime"u8], cells.Now)
            : last.IsNullOrUndefined ? first
            : HumanDuration.Since(last, cells.Now);
        var count = series.IsObject ? series["count"u8].AsInt64() ?? 0 : Field(value, "count", "deprecatedCount").AsInt64() ?? 0;
        var about = Field(value, "involvedObject", "regarding");
        cells.Text(lastSeen)
            .Text(value["type"u8])
            .Text(value["reason"u8])
            .Text(Target(about))
            .Text(about["fieldPath"u8])
            .Text(Source(value))
            .Text(Field(value, "message", "note").AsString("").Trim())
            .Text(first)
            .Number(Math.Max(count, 1))
            .Name(value);
    }

    private static DocumentValue Field(DocumentValue value, string name, string otherVersion) =>
        value[name].Exists ? value[name] : value[otherVersion];

    private static string Since(DocumentValue timestamp, DocumentValue otherwise, DateTimeOffset now) =>
        HumanDuration.Since(timestamp.IsNullOrUndefined ? otherwise : timestamp, now);

    private static string Target(DocumentValue about)
    {
        var kind = about["kind"u8].AsString("").ToLowerInvariant();
        var name = about["name"u8].AsString("");
        return name.Length == 0 ? kind : $"{kind}/{name}";
    }

    private static string Source(DocumentValue value)
    {
        var source = Field(value, "source", "deprecatedSource");
        var component = source["component"u8].AsString() is { Length: > 0 } name ? name : Field(value, "reportingComponent", "reportingController").AsString("");
        var instance = source["host"u8].AsString() is { Length: > 0 } host ? host : value["reportingInstance"u8].AsString("");
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }
}
