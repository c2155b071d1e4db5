namespace Fleet.Kubernetes.Documents;

/// <summary>The elements of an array, enumerated without allocation.</summary>
public readonly struct DocumentItems
{
    private readonly Document? _document;
    private readonly int _index;

    internal DocumentItems(Document document, int index)
    {
        _document = document;
        _index = index;
    }

    public Enumerator GetEnumerator() => new(_document, _index);

    /// <summary>The elements as a list, for LINQ.</summary>
    public List<DocumentValue> ToList()
    {
        var list = new List<DocumentValue>();
        foreach (var item in this)
        {
            list.Add(item);
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

        public DocumentValue Current { get; private set; }

        public bool MoveNext()
        {
            if (_document is null || _next >= _end)
            {
                return false;
            }

            var entry = _document.Tape(_next);
            Current = _document.Resolve(_next, entry >> 1);
            _next = (entry & 1) == 0 ? _next + 1 : _document.Tape(_next + 1);
            return true;
        }
    }
}
