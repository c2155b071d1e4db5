using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Kubernetes.Api.Requests;

/// <summary>Who makes a request and how. Made per request; <see cref="Warnings"/> collects what the client is to be told.</summary>
public sealed record RequestContext(UserInfo User)
{
    /// <summary>Shared with the copies made of a context on its way.</summary>
    private readonly List<string> _warnings = [];

    /// <summary>The <c>fieldManager</c> parameter; empty when not given.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Names the manager of fields when <see cref="FieldManager"/> does not: the part before the first slash.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>Everything runs, nothing is stored.</summary>
    public bool DryRun { get; init; }

    public FieldValidation FieldValidation { get; init; } = FieldValidation.Ignore;

    /// <summary>The bodies come from code inside the process: not searched for unknown fields and wrong types.</summary>
    public bool TrustsBody { get; init; }

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>A controller inside the server, acting as <paramref name="fieldManager"/>.</summary>
    public static RequestContext Internal(string fieldManager) => new(UserInfo.System) { FieldManager = fieldManager, TrustsBody = true };

    /// <summary>Adds a <c>Warning</c> header; a repeated text counts once.</summary>
    public void Warn(string message)
    {
        if (!_warnings.Contains(message, StringComparer.Ordinal))
        {
            _warnings.Add(message);
        }
    }
}
