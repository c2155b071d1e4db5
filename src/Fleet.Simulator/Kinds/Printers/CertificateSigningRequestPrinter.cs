using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

internal sealed class CertificateSigningRequestPrinter() : KindPrinter("certificatesigningrequests.certificates.k8s.io")
{
    protected override void Write(Cells cells, DocumentValue value)
    {
        var spec = value["spec"u8];
        var requested = spec["expirationSeconds"u8].AsInt64();
        cells.Name(value)
            .Age(value)
            .Text(spec["signerName"u8], Cells.None)
            .Text(spec["username"u8])
            .Text(requested is { } seconds ? HumanDuration.Format(TimeSpan.FromSeconds(seconds)) : Cells.None)
            .Text(Condition(value["status"u8]));
    }

    private static string Condition(DocumentValue status)
    {
        var present = status["conditions"u8].Items.ToList().Select(condition => condition["type"u8].AsString("")).ToHashSet(StringComparer.Ordinal);
        var text = present.Contains("Denied") ? "Denied" : present.Contains("Approved") ? "Approved" : "Pending";
        text = present.Contains("Failed") ? text + ",Failed" : text;
        return status["certificate"u8].AsString("").Length > 0 ? text + ",Issued" : text;
    }
}
