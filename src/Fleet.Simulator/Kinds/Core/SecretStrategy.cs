using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Secrets (pkg/registry/core/secret). The types Kubernetes knows require their keys.</summary>
internal sealed class SecretStrategy : KindStrategy
{
    private const int MaxBytes = 1024 * 1024;

    public SecretStrategy()
        : base(new GroupVersionKind("", "v1", "Secret"))
    {
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        Validate(value, errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        errors.Immutable(value["type"u8], old["type"u8], "type");
        ImmutableData.Validate(value, old, ["data"], errors);
        Validate(value, errors);
        return errors;
    }

    /// <summary>A certificate must fit its key: only the outer form of either is looked at.</summary>
    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        value["type"u8].StringEquals("kubernetes.io/tls"u8) && TlsPair.FindProblem(value["data"u8]["tls.crt"u8], value["data"u8]["tls.key"u8]) is { } problem ? [problem] : [];

    /// <summary>An update that does not say the type keeps it: the default would be a change.</summary>
    protected override void OnUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        if (value["type"]?.AsString() is null or "")
        {
            value["type"] = old["type"u8];
        }
    }

    private static void Validate(DocumentValue value, FieldErrors errors)
    {
        long size = 0;
        var data = value["data"u8];
        foreach (var (key, bytes) in data.Members)
        {
            errors.Invalid($"data[{key}]", key, Names.ConfigMapKey(key));
            size += ImmutableData.DecodedLength(bytes);
        }

        if (size > MaxBytes)
        {
            errors.Add(FieldError.TooLong("data", MaxBytes));
        }

        Keys(value["type"u8].AsString(""), value, data, errors);
    }

    private static void Keys(string type, DocumentValue value, DocumentValue data, FieldErrors errors)
    {
        switch (type)
        {
            case "kubernetes.io/service-account-token" when value["metadata"u8]["annotations"u8]["kubernetes.io/service-account.name"].AsString("").Length == 0:
                errors.Required("metadata.annotations[kubernetes.io/service-account.name]");
                break;
            case "kubernetes.io/dockercfg":
                Json(data, ".dockercfg", errors);
                break;
            case "kubernetes.io/dockerconfigjson":
                Json(data, ".dockerconfigjson", errors);
                break;
            case "kubernetes.io/basic-auth" when !data["username"u8].Exists && !data["password"u8].Exists:
                errors.Required("data[username]");
                errors.Required("data[password]");
                break;
            case "kubernetes.io/ssh-auth" when data["ssh-privatekey"u8].AsString("").Length == 0:
                errors.Required("data[ssh-privatekey]");
                break;
            case "kubernetes.io/tls":
                foreach (var key in (ReadOnlySpan<string>)["tls.crt", "tls.key"])
                {
                    if (!data[key].Exists)
                    {
                        errors.Required($"data[{key}]");
                    }
                }

                break;
        }
    }

    private static void Json(DocumentValue data, string key, FieldErrors errors)
    {
        if (!data[key].Exists)
        {
            errors.Required($"data[{key}]");
            return;
        }

        try
        {
            Document.Parse(Convert.FromBase64String(data[key].AsString("")));
        }
        catch (Exception error) when (error is DocumentFormatException or FormatException)
        {
            errors.Invalid($"data[{key}]", "<secret contents redacted>", "unexpected end of JSON input");
        }
    }
}
