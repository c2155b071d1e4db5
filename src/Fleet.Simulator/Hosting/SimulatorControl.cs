using System.Text;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Scenarios;
using Fleet.Simulator.Time;
using Microsoft.AspNetCore.Http;

namespace Fleet.Simulator.Hosting;

/// <summary>
/// The remote control of a simulated fleet, for its administrator: <c>GET /simulator/clock</c>, <c>POST /simulator/clock</c>,
/// <c>GET|POST /simulator/faults</c>, <c>POST /simulator/edits</c>, <c>DELETE /simulator/faults/&lt;cluster&gt;/&lt;id&gt;</c>. Described in docs/simulator.md.
/// </summary>
internal sealed class SimulatorControl(SimulatedFleet fleet)
{
    public const string Prefix = "/simulator/";

    private const int MaxBodyBytes = 64 * 1024;

    public async Task HandleAsync(HttpContext http, IAuthenticator authenticator, string path)
    {
        var caller = await authenticator.AuthenticateAsync(http, http.RequestAborted);
        if (caller.User?.Groups.Contains(UserInfo.MastersGroup) != true)
        {
            await WriteErrorAsync(http, caller.User is null ? 401 : 403, "The simulator obeys its administrator only: present the client certificate of the kubeconfig.");
            return;
        }

        try
        {
            await DispatchAsync(http, path[Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (Exception error) when (error is FormatException or DocumentFormatException or ArgumentException or InvalidOperationException)
        {
            await WriteErrorAsync(http, 400, error.Message);
        }
    }

    private async Task DispatchAsync(HttpContext http, string[] path)
    {
        switch (http.Request.Method, path)
        {
            case ("GET", ["clock"]):
                await WriteAsync(http, Clock());
                break;
            case ("POST", ["clock"]):
                await AdvanceAsync(http);
                break;
            case ("GET", ["faults"]):
                await WriteAsync(http, Faults());
                break;
            case ("POST", ["faults"]):
                await AddFaultAsync(http);
                break;
            case ("POST", ["edits"]):
                await EditAsync(http);
                break;
            case ("DELETE", ["faults", var cluster, var id]) when fleet.Find(cluster) is { } found && found.Faults.Remove(id):
                await WriteAsync(http, DocumentNode.Object());
                break;
            default:
                await WriteErrorAsync(http, 404, $"{http.Request.Method} {http.Request.Path} is nothing the simulator knows; accepted are clock, faults and edits (docs/simulator.md).");
                break;
        }
    }

    private DocumentNode Clock() => DocumentNode.Object(("mode", fleet.Clock.Specification.ToString()), ("now", Timestamps.FormatMicro(fleet.Clock.GetUtcNow())));

    private async Task AdvanceAsync(HttpContext http)
    {
        var body = await ReadAsync(http);
        if (body["advance"u8].AsString() is not { } text || !GoDuration.TryParse(text, out var span) || span.Nanoseconds < 0)
        {
            throw new FormatException($"advance: {body["advance"u8]} is not accepted; accepted is a duration such as \"5s\" or \"1h30m\".");
        }

        if (fleet.Clock.Mode != ClockMode.Manual)
        {
            throw new InvalidOperationException($"advance: the clock is {fleet.Clock.Specification}; only a manual one (--clock manual) is advanced.");
        }

        await fleet.AdvanceAsync(span.ToTimeSpan(), http.RequestAborted);
        await WriteAsync(http, Clock());
    }

    private DocumentNode Faults() => DocumentNode.Object(("faults", DocumentNode.Array(
        from cluster in fleet.Clusters
        from fault in cluster.Faults.All
        select FaultRequest.Write(cluster.Name, fault))));

    private async Task AddFaultAsync(HttpContext http)
    {
        var (pattern, fault) = FaultRequest.Read((await ReadAsync(http)).Root);
        var hit = fleet.Clusters.Where(cluster => Glob.IsMatch(pattern, cluster.Name)).ToList();
        if (hit.Count == 0)
        {
            throw new ArgumentException($"cluster: \"{pattern}\" matches no cluster; there are {fleet.Clusters.Count}, from \"c1\".");
        }

        foreach (var cluster in hit)
        {
            cluster.Faults.Add(fault);
        }

        await fleet.DrainAsync(http.RequestAborted);
        await WriteAsync(http, DocumentNode.Object(("id", fault.Id), ("clusters", (long)hit.Count)));
    }

    /// <summary>Changes a field of a Deployment as another manager would.</summary>
    private async Task EditAsync(HttpContext http)
    {
        var body = (await ReadAsync(http)).Root;
        string Required(string name) => body[name].AsString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"{name}: {body[name]} is not accepted; accepted is the name of a {name}.");
        var cluster = fleet.Find(Required("cluster")) ?? throw new ArgumentException($"cluster: there is no {body["cluster"u8]}; there are {fleet.Clusters.Count}, from \"c1\".");
        var workload = new ObjectName(Required("namespace"), Required("workload"));
        var edited = await cluster.Objects.As(body["manager"u8].AsString(FieldEdit.Manager)).MutateAsync(
            KnownResources.Deployments,
            workload,
            node =>
            {
                FieldEdit.Apply(node, body);
                return true;
            },
            http.RequestAborted);
        await fleet.DrainAsync(http.RequestAborted);
        await WriteAsync(http, edited?.Root.ToNode() ?? throw new ArgumentException($"workload: there is no Deployment {workload} in {cluster.Name}."));
    }

    private static async Task<Document> ReadAsync(HttpContext http)
    {
        var output = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            output.Write(buffer, 0, read);
            if (output.Length > MaxBodyBytes)
            {
                throw new FormatException($"The body is longer than {MaxBodyBytes} bytes.");
            }
        }

        return Document.Parse(output.ToArray());
    }

    private static async Task WriteAsync(HttpContext http, DocumentNode answer)
    {
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(answer.ToDocument() + "\n"), http.RequestAborted);
    }

    private static Task WriteErrorAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return WriteAsync(http, DocumentNode.Object(("error", message)));
    }
}
