using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Admission;

/// <summary>Validating and mutating webhook configurations (pkg/apis/admissionregistration/validation): their structure; they are stored, not called.</summary>
internal sealed class WebhookConfigurationStrategy : KindStrategy
{
    public WebhookConfigurationStrategy(string kind)
        : base(new GroupVersionKind("admissionregistration.k8s.io", "v1", kind))
    {
        HasGeneration = true;
        AllowUnconditionalUpdate = false;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var webhook in value["webhooks"u8].Items)
        {
            var path = ContainerValidation.At("webhooks", index++);
            var name = webhook["name"u8].AsString("");
            Name(name, $"{path}.name", errors);
            Webhook(webhook, path, errors);
            if (name.Length > 0 && !names.Add(name))
            {
                errors.Duplicate($"{path}.name", name);
            }
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    private static void Name(string name, string field, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(field);
            return;
        }

        errors.Name(NameRules.DnsSubdomain, name, field);
        if (name.Split('.').Length < 3)
        {
            errors.Invalid(field, name, "should be a domain with at least three segments separated by dots");
        }
    }

    private static void Webhook(DocumentValue webhook, string path, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in webhook["rules"u8].Items)
        {
            AdmissionRules.Validate(rule, ContainerValidation.At($"{path}.rules", index++), errors);
        }

        errors.OptionalOneOf(webhook["failurePolicy"u8], $"{path}.failurePolicy", "Fail", "Ignore");
        errors.OptionalOneOf(webhook["matchPolicy"u8], $"{path}.matchPolicy", "Equivalent", "Exact");
        var effects = webhook["sideEffects"u8];
        if (effects.IsNullOrUndefined)
        {
            errors.Required($"{path}.sideEffects", "must specify one of None, NoneOnDryRun");
        }
        else
        {
            errors.OptionalOneOf(effects, $"{path}.sideEffects", "None", "NoneOnDryRun");
        }

        if (webhook["timeoutSeconds"u8].AsInt64() is { } timeout and (< 1 or > 30))
        {
            errors.Invalid($"{path}.timeoutSeconds", timeout, "the timeout value must be between 1 and 30 seconds");
        }

        LabelSelectors.Selector(webhook["namespaceSelector"u8], $"{path}.namespaceSelector", errors);
        LabelSelectors.Selector(webhook["objectSelector"u8], $"{path}.objectSelector", errors);
        ClientConfig(webhook["clientConfig"u8], $"{path}.clientConfig", errors);
        MatchResources.Conditions(webhook["matchConditions"u8], $"{path}.matchConditions", errors);
        ReviewVersions(webhook["admissionReviewVersions"u8], $"{path}.admissionReviewVersions", errors);
    }

    private static void ReviewVersions(DocumentValue versions, string path, FieldErrors errors)
    {
        const string accepted = "v1, v1beta1";
        if (versions.Count == 0)
        {
            errors.Required(path, $"must specify one of {accepted}");
            return;
        }

        var all = versions.Items.ToList().ConvertAll(version => version.AsString(""));
        for (var i = 0; i < all.Count; i++)
        {
            if (all.IndexOf(all[i]) < i)
            {
                errors.Invalid(ContainerValidation.At(path, i), all[i], "duplicate version");
            }
            else
            {
                errors.Invalid(ContainerValidation.At(path, i), all[i], NameRules.Dns1035Label(all[i], false));
            }
        }

        if (!all.Exists(version => version is "v1" or "v1beta1"))
        {
            errors.Invalid(path, versions, $"must include at least one of {accepted}");
        }
    }

    private static void ClientConfig(DocumentValue config, string path, FieldErrors errors)
    {
        var hasUrl = config["url"u8].IsString;
        if (hasUrl == config["service"u8].IsObject)
        {
            errors.Required(path, "exactly one of url or service is required");
        }
        else if (hasUrl)
        {
            var text = config["url"u8].AsString("");
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
            {
                errors.Invalid($"{path}.url", text.Split(':')[0], "'https' is the only allowed URL scheme; desired format: https://host[/path]");
            }
        }
        else
        {
            foreach (var name in (ReadOnlySpan<string>)["name", "namespace"])
            {
                if (config["service"u8][name].AsString("").Length == 0)
                {
                    errors.Required($"{path}.service.{name}", $"service {name} is required");
                }
            }
        }
    }
}
