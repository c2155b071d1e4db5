using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Patches;

/// <summary>What strategic merge patches are refused for, in the words of k8s.io/apimachinery/pkg/util/mergepatch.</summary>
internal static class StrategicErrors
{
    public static PatchException PrimitiveList() => new(PatchErrorReason.BadRequest, "invalid patch format of primitive list");

    public static PatchException RetainKeys() => new(PatchErrorReason.BadRequest, "invalid patch format of retainKeys");

    public static PatchException ElementOrder() => new(PatchErrorReason.BadRequest, "invalid patch format of setElementOrder list");

    public static PatchException ListOfLists() => new(PatchErrorReason.Invalid, "lists of lists are not supported");

    public static PatchException NoMergeKey(DocumentNode item, string key) =>
        new(PatchErrorReason.Internal, $"map: {GoFormat.Plain(item.ToValue())} does not contain declared merge key: {key}");

    public static PatchException BadDirective(DocumentNode directive, DocumentNode item) =>
        new(PatchErrorReason.Internal, $"unknown patch type: {GoFormat.Plain(directive.ToValue())} in map: {GoFormat.Plain(item.ToValue())}");

    public static PatchException NotAMap(DocumentNode actual) => BadType("map[string]interface {}", actual);

    public static PatchException NotAList(DocumentNode actual) => BadType("[]interface {}", actual);

    private static PatchException BadType(string expected, DocumentNode actual) =>
        new(PatchErrorReason.Internal, $"expected a {expected}, but received a {GoFormat.Type(actual.ToValue())}");
}
