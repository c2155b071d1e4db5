using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Malformed JSON as Go's decoder complains about it.</summary>
internal static class GoJsonErrors
{
    /// <summary>The first offence in words clients know; the parser's own message where Go has no objection (nesting, encoding).</summary>
    public static string Describe(ReadOnlySpan<byte> body, DocumentFormatException error) => GoJsonScanner.Describe(body) ?? error.Message;

    /// <summary>A value of a kind that the Go type cannot hold.</summary>
    public static string WrongKind(DocumentValue value, string goType) => $"json: cannot unmarshal {KindName(value)} into Go value of type {goType}";

    private static string KindName(DocumentValue value) => value.Kind switch
    {
        DocumentKind.Object => "object",
        DocumentKind.Array => "array",
        DocumentKind.String => "string",
        DocumentKind.Number => "number",
        DocumentKind.Null or DocumentKind.Undefined => "null",
        _ => "bool",
    };
}
