namespace Fleet.Kubernetes.Documents;

/// <summary>
/// Finds members of a second object while going through a first one. Objects of one kind mostly have the same order, so the next member is tried
/// first; a large object that is out of order gets an index, so that no object costs quadratic time.
/// </summary>
internal struct MemberCursor
{
    private const int IndexFrom = 24;
    private readonly DocumentValue _value;
    private DocumentMembers.Enumerator _next;
    private bool _hasNext;
    private Dictionary<string, DocumentValue>? _index;
    private int _misses;

    public MemberCursor(DocumentValue value)
    {
        _value = value;
        _next = value.Members.GetEnumerator();
        _hasNext = _next.MoveNext();
    }

    /// <summary>Every member asked for so far was the next one.</summary>
    public readonly bool IsInOrder => _misses == 0;

    /// <summary>The member of the same name, or an undefined value.</summary>
    public DocumentValue Find(DocumentMember member)
    {
        if (_hasNext && _next.Current.RawName.SequenceEqual(member.RawName))
        {
            var found = _next.Current.Value;
            _hasNext = _next.MoveNext();
            return found;
        }

        if (_index is null && ++_misses > IndexFrom && _value.Count > IndexFrom)
        {
            _index = new Dictionary<string, DocumentValue>(StringComparer.Ordinal);
            foreach (var (name, value) in _value.Members)
            {
                _index.TryAdd(name, value);
            }
        }

        if (_index is not null)
        {
            return _index.GetValueOrDefault(member.Name);
        }

        return member.RawName.Contains((byte)'\\') ? _value[member.Name] : _value[member.RawName];
    }
}
