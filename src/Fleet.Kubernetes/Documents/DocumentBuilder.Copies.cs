namespace Fleet.Kubernetes.Documents;

/// <content>Values of other documents: copied by their bytes, or held by reference.</content>
public sealed partial class DocumentBuilder
{
    /// <summary>Copies a value of another document, shared subtrees included in full; an undefined value as null.</summary>
    public DocumentBuilder Value(DocumentValue value)
    {
        switch (value.Kind)
        {
            case DocumentKind.Undefined:
                return Null();
            case DocumentKind.Object:
            case DocumentKind.Array:
                if (value.Document!.Shared is null)
                {
                    CopyContainer(value);
                }
                else
                {
                    WalkContainer(value);
                }

                return this;
            default:
                return RawScalar(value.Raw);
        }
    }

    /// <summary>Copies a member of another document: its name and its value.</summary>
    public DocumentBuilder Member(DocumentMember member) => RawName(member.RawName).Value(member.Value);

    /// <summary>Holds <paramref name="subtree"/> (an object or array) by reference instead of copying it.</summary>
    public DocumentBuilder Reference(Document subtree)
    {
        StartValue(container: true);
        var entry = _tapeLength - 1;
        ReserveTape(2);
        _shared ??= [];
        _tape[_tapeLength++] = entry + 3;
        _tape[_tapeLength++] = _shared.Count;
        _shared.Add(subtree);
        Append([Document.SharedMarker]);
        _needsComma = true;
        return this;
    }

    /// <summary>Copies the bytes of a container and its tape, moved to where they now stand.</summary>
    private void CopyContainer(DocumentValue value)
    {
        StartValue(container: true);
        var source = value.Document!;
        var raw = value.Raw;
        var shift = _length - value.Start;
        var first = value.Index + 1;
        var end = source.Tape(first);
        var tapeShift = _tapeLength - first;
        CheckDepth(source, value.Index, end);
        ReserveTape(end - first);
        _tape[_tapeLength++] = end + tapeShift;
        _tape[_tapeLength++] = source.Tape(first + 1) + shift;
        for (var i = value.Index + 3; i < end;)
        {
            var entry = source.Tape(i++);
            _tape[_tapeLength++] = entry + (shift << 1);
            if ((entry & 1) != 0)
            {
                _tape[_tapeLength++] = source.Tape(i++) + tapeShift;
                _tape[_tapeLength++] = source.Tape(i++) + shift;
            }
        }

        Append(raw);
        _needsComma = true;
    }

    /// <summary>A copy may nest no deeper than what is written step by step: patches could otherwise stack documents on documents.</summary>
    private void CheckDepth(Document source, int index, int end)
    {
        // A container takes three entries of the tape: nearly all copies are told to be shallow by their size.
        if (_depth == 0 || _depth + ((end - index) / 3) <= Document.MaxDepth)
        {
            return;
        }

        Span<int> ends = stackalloc int[Document.MaxDepth];
        var depth = 0;
        for (var i = index; i < end;)
        {
            if ((source.Tape(i) & 1) == 0)
            {
                i++;
                continue;
            }

            while (depth > 0 && ends[depth - 1] <= i)
            {
                depth--;
            }

            if (_depth + depth >= Document.MaxDepth)
            {
                throw TooDeep();
            }

            ends[depth++] = source.Tape(i + 1);
            i += 3;
        }
    }

    private static DocumentFormatException TooDeep() => new($"The document nests deeper than {Document.MaxDepth} levels.");

    private void WalkContainer(DocumentValue value)
    {
        if (value.IsObject)
        {
            StartObject();
            foreach (var member in value.Members)
            {
                RawName(member.RawName).Value(member.Value);
            }

            EndObject();
        }
        else
        {
            StartArray();
            foreach (var item in value.Items)
            {
                Value(item);
            }

            EndArray();
        }
    }
}
