using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Patches;

/// <summary>JSON Patch (RFC 6902).</summary>
/// <remarks>Source of the <see cref="JsonPatchDialect.Kubernetes"/> dialect and its messages: github.com/evanphx/json-patch v4.</remarks>
public static class JsonPatch
{
    /// <summary>More operations are refused, as the API server does.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>Copies may add this much in total: a patch could otherwise double a document with each operation.</summary>
    private const long MaxCopiedBytes = 64 * 1024 * 1024;

    /// <exception cref="PatchException">The patch is malformed, too long, a test failed, or a path leads nowhere.</exception>
    public static Document Apply(Document target, Document patch, JsonPatchDialect dialect = JsonPatchDialect.Kubernetes)
    {
        if (!patch.Root.IsArray)
        {
            throw new PatchException(PatchErrorReason.BadRequest, $"json: cannot unmarshal {JsonName(patch.Root)} into Go value of type jsonpatch.Patch");
        }

        if (patch.Root.Count > MaxOperations)
        {
            throw new PatchException(PatchErrorReason.TooLarge, $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {patch.Root.Count}");
        }

        foreach (var operation in patch.Root.Items)
        {
            if (!operation.IsObject && operation.Kind != DocumentKind.Null)
            {
                throw new PatchException(PatchErrorReason.BadRequest, $"json: cannot unmarshal {JsonName(operation)} into Go value of type jsonpatch.Operation");
            }
        }

        if (patch.Root.Count == 0)
        {
            return target;
        }

        var editor = new Editor(target.Root.ToNode(), dialect);
        try
        {
            foreach (var operation in patch.Root.Items)
            {
                editor.Apply(operation);
            }

            return editor.Root.ToDocument();
        }
        catch (DocumentFormatException tooDeep)
        {
            throw new PatchException(PatchErrorReason.Invalid, tooDeep.Message);
        }
    }

    private static string JsonName(DocumentValue value) => value.Kind switch
    {
        DocumentKind.Object => "object",
        DocumentKind.Array => "array",
        DocumentKind.String => "string",
        DocumentKind.Number => "number",
        DocumentKind.Null => "null",
        _ => "bool",
    };

    private sealed class Editor(DocumentNode root, JsonPatchDialect dialect)
    {
        private long _copied;

        public DocumentNode Root { get; private set; } = root;

        private bool IsStrict => dialect == JsonPatchDialect.Rfc6902;

        public void Apply(DocumentValue operation)
        {
            switch (operation["op"u8].AsString("unknown"))
            {
                case "add":
                    Add("add", Path(operation, "path"), Value(operation), allowRoot: IsStrict);
                    break;
                case "remove":
                    Remove("remove", Path(operation, "path"));
                    break;
                case "replace":
                    Replace(Path(operation, "path"), Value(operation));
                    break;
                case "move":
                    Move(operation);
                    break;
                case "copy":
                    Copy(operation);
                    break;
                case "test":
                    Test(Path(operation, "path"), Value(operation));
                    break;
                case var other:
                    throw Fail($"Unexpected kind: {other}");
            }
        }

        private static PatchException Fail(string message) => new(PatchErrorReason.Invalid, message);

        private static JsonPointer Path(DocumentValue operation, string name) => operation[name].AsString() is { } text
            ? JsonPointer.Parse(text)
            : throw Fail($"operation missing {name} field: missing value");

        private DocumentNode Value(DocumentValue operation)
        {
            var value = operation["value"u8];
            return value.Exists || !IsStrict ? value.ToNode() : throw Fail("operation missing value field: missing value");
        }

        private DocumentNode Parent(string operation, JsonPointer path) =>
            (path.IsRoot ? null : path.Parent(Root, dialect)) ?? throw Fail($"{operation} operation does not apply: doc is missing path: \"{path.Text}\": missing value");

        private void Add(string operation, JsonPointer path, DocumentNode value, bool allowRoot)
        {
            if (path.IsRoot && allowRoot)
            {
                Root = value;
                return;
            }

            var parent = Parent(operation, path);
            if (parent.IsObject)
            {
                parent[path.Last] = value;
                return;
            }

            var index = path.Last == "-" ? parent.Count : JsonPointer.Index(path.Last, parent.Count + 1, dialect);
            if (index < 0)
            {
                throw Fail($"error in {operation} for path: '{path.Text}': Unable to access invalid index: {path.Last}: invalid index referenced");
            }

            parent.Items.Insert(index, value);
        }

        private DocumentNode Remove(string operation, JsonPointer path)
        {
            var parent = Parent(operation, path);
            var value = Find(parent, path.Last) ?? throw Fail(parent.IsObject
                ? $"error in {operation} for path: '{path.Text}': Unable to remove nonexistent key: {path.Last}: missing value"
                : $"error in {operation} for path: '{path.Text}': Unable to access invalid index: {path.Last}: invalid index referenced");
            if (parent.IsObject)
            {
                parent.Remove(path.Last);
            }
            else
            {
                parent.Items.RemoveAt(JsonPointer.Index(path.Last, parent.Count, dialect));
            }

            return value;
        }

        private void Replace(JsonPointer path, DocumentNode value)
        {
            if (path.IsRoot)
            {
                Root = value;
                return;
            }

            var parent = Parent("replace", path);
            if (Find(parent, path.Last) is null && (IsStrict || parent.IsArray))
            {
                throw Fail($"replace operation does not apply: doc is missing key: {path.Text}: missing value");
            }

            if (parent.IsObject)
            {
                parent[path.Last] = value;
            }
            else
            {
                parent.Items[JsonPointer.Index(path.Last, parent.Count, dialect)] = value;
            }
        }

        private void Move(DocumentValue operation)
        {
            var from = Path(operation, "from");
            var path = Path(operation, "path");
            if (IsStrict && path.Text.StartsWith(from.Text + "/", StringComparison.Ordinal))
            {
                throw Fail($"move operation does not apply: '{path.Text}' is inside '{from.Text}'");
            }

            Add("move", path, Remove("move", from), allowRoot: IsStrict);
        }

        private void Copy(DocumentValue operation)
        {
            var from = Path(operation, "from");
            var path = Path(operation, "path");
            var source = from.IsRoot && IsStrict ? Root : Find(Parent("copy", from), from.Last);
            if (source is null && (IsStrict || Parent("copy", from).IsArray))
            {
                throw Fail($"error in copy for from: '{from.Text}': missing value");
            }

            // A copy of its own: later operations may change either side.
            var copy = source is null ? DocumentNode.Null() : source.ToDocument().Root.ToNode();
            _copied += copy.ToDocument().ToUtf8().Length;
            if (_copied > MaxCopiedBytes)
            {
                throw Fail($"Unable to complete the copy, the accumulated size increase of copy is {_copied}, exceeding the limit {MaxCopiedBytes}");
            }

            Add("copy", path, copy, allowRoot: IsStrict);
        }

        private void Test(JsonPointer path, DocumentNode expected)
        {
            var actual = path.IsRoot ? Root : Find(Parent("test", path), path.Last);
            var isEqual = actual is null ? !IsStrict && expected.IsNull && !Parent("test", path).IsArray : actual.DeepEquals(expected);
            if (!isEqual)
            {
                throw Fail($"testing value {path.Text} failed: test failed");
            }
        }

        private DocumentNode? Find(DocumentNode parent, string token)
        {
            if (parent.IsObject)
            {
                return parent[token];
            }

            return JsonPointer.Index(token, parent.Count, dialect) is >= 0 and var index ? parent.Items[index] : null;
        }
    }
}
