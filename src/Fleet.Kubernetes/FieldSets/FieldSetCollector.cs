namespace Fleet.Kubernetes.FieldSets;

/// <summary>Collects the children of one node in any order; the same element twice is merged.</summary>
internal struct FieldSetCollector
{
    private PathElement[]? _elements;
    private FieldSet[]? _children;
    private int _count;
    private bool _isSorted = true;

    public FieldSetCollector(int capacity)
    {
        if (capacity > 0)
        {
            _elements = new PathElement[capacity];
            _children = new FieldSet[capacity];
        }
    }

    /// <summary>Adds a child; an empty one is left out.</summary>
    public void Add(PathElement element, FieldSet child)
    {
        if (child.IsEmpty)
        {
            return;
        }

        if (_elements is null || _count == _elements.Length)
        {
            Array.Resize(ref _elements, Math.Max(4, _count * 2));
            Array.Resize(ref _children, _elements.Length);
        }

        _isSorted = _isSorted && (_count == 0 || _elements[_count - 1].CompareTo(element) < 0);
        _elements[_count] = element;
        _children![_count++] = child;
    }

    public FieldSet Build(bool isMember)
    {
        if (_count == 0)
        {
            return isMember ? FieldSet.Leaf : FieldSet.Empty;
        }

        if (!_isSorted)
        {
            Sort();
        }

        if (_count != _elements!.Length)
        {
            Array.Resize(ref _elements, _count);
            Array.Resize(ref _children, _count);
        }

        return FieldSet.Node(isMember, _elements, _children);
    }

    private void Sort()
    {
        if (_count <= 16)
        {
            InsertionSort();
        }
        else
        {
            Array.Sort(_elements!, _children, 0, _count);
        }

        var unique = 1;
        for (var i = 1; i < _count; i++)
        {
            if (_elements![i] == _elements[unique - 1])
            {
                _children![unique - 1] = _children[unique - 1].Union(_children[i]);
            }
            else
            {
                _elements[unique] = _elements[i];
                _children![unique++] = _children[i];
            }
        }

        _count = unique;
        _isSorted = true;
    }

    private readonly void InsertionSort()
    {
        for (var i = 1; i < _count; i++)
        {
            var element = _elements![i];
            var child = _children![i];
            var j = i - 1;
            for (; j >= 0 && _elements[j].CompareTo(element) > 0; j--)
            {
                _elements[j + 1] = _elements[j];
                _children[j + 1] = _children[j];
            }

            _elements[j + 1] = element;
            _children[j + 1] = child;
        }
    }
}
