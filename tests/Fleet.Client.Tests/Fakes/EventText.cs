using System.Text;

namespace Fleet.Client.Tests.Fakes;

/// <summary>Events as the server writes them.</summary>
internal static class EventText
{
    public static string Of(long position, string type = "io.fleetengine.workload.health", string cluster = "c1", string padding = "") =>
        $"id: {position}\nevent: {type}\ndata: {Json(position, type, cluster, padding)}\n\n";

    public static string Json(long position, string type = "io.fleetengine.workload.health", string cluster = "c1", string padding = "") =>
        $$$"""{"specversion":"1.0","id":"{{{position}}}","type":"{{{type}}}","source":"/clusters/{{{cluster}}}","subject":"web/{{{cluster}}}.deployment.front","time":"2026-01-01T00:00:00Z","fleetcluster":"{{{cluster}}}","fleetnamespace":"web","data":{"after":"Degraded","padding":"{{{padding}}}"}}""";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
