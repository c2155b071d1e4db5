using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Certificates;

/// <summary>CertificateSigningRequests (pkg/registry/certificates): who asks is taken from the request, the spec never changes.</summary>
internal sealed class CertificateSigningRequestStrategy : KindStrategy
{
    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature",
        "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc",
        "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    public CertificateSigningRequestStrategy()
        : base(new GroupVersionKind("certificates.k8s.io", "v1", "CertificateSigningRequest")) => HasStatus = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        if (!IsRequest(spec["request"u8].AsString("")))
        {
            errors.Invalid("spec.request", spec["request"u8], "PEM block type must be CERTIFICATE REQUEST");
        }

        UsageList(spec["usages"u8], errors);
        SignerName(spec["signerName"u8].AsString(""), errors);
        if (spec["expirationSeconds"u8].AsInt64() is { } seconds and < 600)
        {
            errors.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 600 seconds (10 minutes)");
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => [];

    protected override void OnCreate(StrategyContext context, DocumentNode value)
    {
        var spec = value.GetOrAddObject("spec");
        var user = context.Request.User;
        spec["username"] = user.Name;
        spec.With("uid", user.Uid.Length == 0 ? null : DocumentNode.String(user.Uid));
        spec.With("groups", user.Groups.Count == 0 ? null : DocumentNode.Array(user.Groups.Select(DocumentNode.String)));
        var extra = user.Extra.Select(entry => (entry.Key, (DocumentNode?)DocumentNode.Array(entry.Value.Select(DocumentNode.String)))).ToArray();
        spec.With("extra", extra.Length == 0 ? null : DocumentNode.Object(extra));
    }

    protected override void OnUpdate(StrategyContext context, DocumentNode value, DocumentValue old) => value["spec"] = old["spec"u8];

    protected override void OnSubresourceUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        value["spec"] = old["spec"u8];
        foreach (var condition in value["status"]?["conditions"] is { IsArray: true } conditions ? conditions.Items : [])
        {
            foreach (var time in (ReadOnlySpan<string>)["lastUpdateTime", "lastTransitionTime"])
            {
                if (condition[time] is null or { IsNull: true })
                {
                    condition[time] = Timestamps.Format(context.Now);
                }
            }
        }
    }

    private static void UsageList(DocumentValue usages, FieldErrors errors)
    {
        if (usages.Count == 0)
        {
            errors.Required("spec.usages", "usages must be provided");
        }

        var all = usages.Items.ToList().ConvertAll(usage => usage.AsString(""));
        for (var i = 0; i < all.Count; i++)
        {
            var at = ContainerValidation.At("spec.usages", i);
            if (!Usages.Contains(all[i]))
            {
                errors.NotSupported(at, all[i], Usages);
            }

            if (all.IndexOf(all[i]) < i)
            {
                errors.Duplicate(at, all[i]);
            }
        }
    }

    private static bool IsRequest(string base64)
    {
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out var length)
            && System.Text.Encoding.UTF8.GetString(buffer, 0, length).Contains("-----BEGIN CERTIFICATE REQUEST-----", StringComparison.Ordinal);
    }

    private static void SignerName(string name, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required("spec.signerName");
            return;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || name.IndexOf('/', slash + 1) >= 0)
        {
            errors.Invalid("spec.signerName", name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }

        errors.Invalid("spec.signerName", name[..slash], NameRules.DnsSubdomain(name[..slash], false));
    }
}
