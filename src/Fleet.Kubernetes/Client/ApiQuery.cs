using System.Text;

namespace Fleet.Kubernetes.Client;

/// <summary>Query parameters, escaped as they are added; null values are left out.</summary>
internal sealed class ApiQuery
{
    private readonly StringBuilder _text = new();

    public ApiQuery Add(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public ApiQuery Add(string name, bool value) => Add(name, value ? "true" : null);

    public override string ToString() => _text.ToString();
}
