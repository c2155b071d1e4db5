namespace Fleet.Kubernetes.Documents;

/// <summary>The members of an object, enumerated without allocation.</summary>
public readonly struct DocumentMembers
{
    private readonly Document? _document;
    private readonly int _index;

    internal DocumentMembers(Document document, int index)
    {
        _document = document;
        _index = index;
    }

    public Enumerator GetEnumerator() => new(_document, _index);

    /// <summary>The members as a list, for LINQ.</summary>
    public List<DocumentMember> ToList()
    {
        var list = new List<DocumentMember>();
        foreach (var member in this)
        {
            list.Add(member);
        }

        return list;
    }

    public struct Enumerator
    {
        private readonly Document? _document;
        private readonly int _end;
        private int _next;

        internal Enumerator(Document? document, int index)
        {
            _document = document;
            _next = index + 3;
            _end = document?.Tape(index + 1) ?? 0;
        }

        public DocumentMember Current { get; private set; }

        public bool MoveNext()
        {
            if (_document is null || _next >= _end)
            {
                return false;
            }

            var entry = _document.Tape(_next);
            var quote = entry >> 1;
            var keyEnd = JsonText.StringEnd(_document.Bytes, quote) - 1;
            Current = new DocumentMember(_document, quote + 1, keyEnd, _document.Resolve(_next, keyEnd + 2));
            _next = (entry & 1) == 0 ? _next + 1 : _document.Tape(_next + 1);
            return true;
        }
    }
}
