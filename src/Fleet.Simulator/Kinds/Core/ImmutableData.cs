using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>ConfigMaps and Secrets that were marked <c>immutable</c>.</summary>
internal static class ImmutableData
{
    private const string Message = "field is immutable when `immutable` is set";

    public static void Validate(DocumentValue value, DocumentValue old, ReadOnlySpan<string> fields, FieldErrors errors)
    {
        if (old["immutable"u8].AsBoolean() != true)
        {
            return;
        }

        if (value["immutable"u8].AsBoolean() != true)
        {
            errors.Forbidden("immutable", Message);
        }

        foreach (var field in fields)
        {
            if (!value[field].DeepEquals(old[field]))
            {
                errors.Forbidden(field, Message);
            }
        }
    }

    /// <summary>Bytes that base64 text stands for.</summary>
    public static int DecodedLength(DocumentValue base64)
    {
        var text = base64.AsString("");
        return (text.Length / 4 * 3) - text.AsSpan().Count('=');
    }
}
