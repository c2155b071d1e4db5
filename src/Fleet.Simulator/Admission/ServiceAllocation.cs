using System.Globalization;
using System.Net;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Services;

namespace Fleet.Simulator.Admission;

/// <summary>
/// Gives Services their cluster addresses, node ports and address families (pkg/registry/core/service/storage/alloc.go) for a single-stack IPv4
/// cluster. Not an admission plugin upstream, but at this place of a write: what is stored is what is taken.
/// </summary>
public sealed class ServiceAllocation : AdmissionPlugin
{
    private const string Range = "10.96.0.0/16";
    private const string NodePortRange = "30000-32767";
    private const int FirstNodePort = 30000;
    private const int LastNodePort = 32767;
    private static readonly IPNetwork Network = IPNetwork.Parse(Range);
    private static readonly GroupResource Services = new("", "services");
    private readonly Lock _lock = new();
    private readonly Random _random;

    /// <summary>What was given out but may not be stored yet: two writes at once must not get the same.</summary>
    private readonly Dictionary<string, DateTimeOffset> _pending = new(StringComparer.Ordinal);

    public ServiceAllocation(int? seed = null) => _random = seed is { } value ? new Random(value) : new Random();

    public override string Name => "ServiceAllocation";

    public override bool Handles(AdmissionRequest request) =>
        Is(request, AdmissionOperation.Create, "", "services") || Is(request, AdmissionOperation.Update, "", "services");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = request.Object!.GetOrAddObject("spec");
        if (request.Operation == AdmissionOperation.Create)
        {
            ServiceFields.PrepareForCreate(spec);
        }
        else
        {
            ServiceFields.PrepareForUpdate(spec, request.OldObject["spec"u8]);
        }

        var type = ServiceFields.Type(spec);
        if (!ServiceFields.NeedsClusterIp(type))
        {
            return;
        }

        var others = await ListAsync(request.Service, Services, null, cancellationToken).ConfigureAwait(false);
        var own = request.OldObject["metadata"u8]["uid"u8].AsString("");
        var taken = new TakenAddresses(others.Where(service => own.Length == 0 || service["metadata"u8]["uid"u8].AsString() != own));
        Families(request, spec);
        Address(request, spec, taken);
        NodePorts(request, spec, taken);
    }

    private static void Families(AdmissionRequest request, DocumentNode spec)
    {
        var policy = spec["ipFamilyPolicy"]?.AsString();
        var families = spec["ipFamilies"];
        var isSelectorless = spec["clusterIP"]?.AsString() == "None" && spec["selector"] is null or { Count: 0 };
        if (isSelectorless)
        {
            // Endpoints made by hand may be of any family.
            spec.SetDefault("ipFamilyPolicy", "RequireDualStack");
            spec.SetDefault("ipFamilies", DocumentNode.Array("IPv4", "IPv6"));
            return;
        }

        if (policy == "RequireDualStack")
        {
            throw Invalid(request, FieldError.Invalid("spec.ipFamilyPolicy", policy, "this cluster is not configured for dual-stack services"));
        }

        if (families is { Count: > 0 } && families.Items[0].AsString() is "IPv6")
        {
            throw Invalid(request, FieldError.Invalid("spec.ipFamilies[0]", "IPv6", "not configured on this cluster"));
        }

        spec.SetDefault("ipFamilyPolicy", "SingleStack");
        if (families is null or { Count: 0 })
        {
            spec["ipFamilies"] = DocumentNode.Array("IPv4");
        }
    }

    private void Address(AdmissionRequest request, DocumentNode spec, TakenAddresses taken)
    {
        if (spec["clusterIPs"] is { Count: > 0 } given)
        {
            var asked = given.Items[0].AsString() ?? "";
            if (asked != "None" && asked != request.OldObject["spec"u8]["clusterIP"u8].AsString() && IPAddress.TryParse(asked, out var address))
            {
                Check(request, asked, address, given.ToValue(), taken);
            }

            spec.SetDefault("clusterIP", asked);
            return;
        }

        var free = Free(request, () => Random(), taken.Addresses);
        spec["clusterIP"] = free;
        spec["clusterIPs"] = DocumentNode.Array(free);
    }

    private static void Check(AdmissionRequest request, string asked, IPAddress address, DocumentValue given, TakenAddresses taken)
    {
        var problem = !Network.Contains(address)
            ? $"the provided IP ({asked}) is not in the valid range. The range of valid IPs is {Range}"
            : taken.Addresses.Contains(asked) ? "provided IP is already allocated" : null;
        if (problem is not null && request.Operation == AdmissionOperation.Create)
        {
            throw Invalid(request, FieldError.Invalid("spec.clusterIPs", given, $"failed to allocate IP {asked}: {problem}"));
        }
    }

    private void NodePorts(AdmissionRequest request, DocumentNode spec, TakenAddresses taken)
    {
        if (!ServiceFields.NeedsNodePort(spec))
        {
            return;
        }

        var index = 0;
        foreach (var port in spec["ports"] is { IsArray: true } ports ? ports.Items : [])
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"spec.ports[{index++}].nodePort");
            var asked = port["nodePort"]?.AsInt64() ?? 0;
            if (asked == 0)
            {
                port["nodePort"] = long.Parse(Free(request, () => RandomPort(), taken.NodePorts), CultureInfo.InvariantCulture);
            }
            else if (asked is < FirstNodePort or > LastNodePort)
            {
                throw Invalid(request, FieldError.Invalid(field, asked, $"provided port is not in the valid range. The range of valid ports is {NodePortRange}"));
            }
            else if (taken.NodePorts.Contains(asked.ToString(CultureInfo.InvariantCulture)))
            {
                throw Invalid(request, FieldError.Invalid(field, asked, "provided port is already allocated"));
            }
        }

        if (ServiceFields.NeedsHealthCheckPort(spec.ToValue()) && (spec["healthCheckNodePort"]?.AsInt64() ?? 0) == 0)
        {
            spec["healthCheckNodePort"] = long.Parse(Free(request, () => RandomPort(), taken.NodePorts), CultureInfo.InvariantCulture);
        }
    }

    private string Free(AdmissionRequest request, Func<string> next, HashSet<string> taken)
    {
        var now = request.Service.Time.GetUtcNow();
        lock (_lock)
        {
            foreach (var stale in _pending.Where(entry => now - entry.Value > TimeSpan.FromMinutes(1)).Select(entry => entry.Key).ToList())
            {
                _pending.Remove(stale);
            }

            for (var attempt = 0; attempt < LastNodePort; attempt++)
            {
                var candidate = next();
                if (!taken.Contains(candidate) && (request.Context.DryRun || _pending.TryAdd(candidate, now)))
                {
                    taken.Add(candidate);
                    return candidate;
                }
            }
        }

        throw StatusError.InternalError("failed to allocate: range is full");
    }

    /// <summary>The lower addresses are left to those that are asked for.</summary>
    private string Random() => string.Create(CultureInfo.InvariantCulture, $"10.96.{_random.Next(1, 256)}.{_random.Next(0, 255)}");

    private string RandomPort() => _random.Next(FirstNodePort, LastNodePort + 1).ToString(CultureInfo.InvariantCulture);

    private static ApiException Invalid(AdmissionRequest request, FieldError error) =>
        StatusError.Invalid(request.Target.Resource.GroupKind, request.Object!["metadata"]?["name"]?.AsString() ?? "", [error]);
}
