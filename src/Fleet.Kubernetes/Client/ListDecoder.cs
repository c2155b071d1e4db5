using System.Buffers;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Decodes a list answer object by object while it arrives: whatever the list's size, one item is held at a time. The list's own fields may come before
/// or after its items (servers sort them differently). Bytes are looked at once, however they trickle in.
/// </summary>
internal sealed class ListDecoder
{
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \n\r\t"u8);

    private readonly BodyBuffer _body;
    private readonly CancellationToken _cancellationToken;
    private readonly Func<Document, ValueTask> _onItem;
    private string _apiVersion = "";
    private string _kind = "";
    private Document? _metadata;
    private int _count;

    /// <param name="body">The answer's body; its limit is that of one item.</param>
    /// <param name="kind">Items of built-in lists do not say what they are: this is given to those.</param>
    /// <param name="onItem">Called for each item in turn; the body is not read on while it runs.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    public ListDecoder(BodyBuffer body, GroupVersionKind kind, Func<Document, ValueTask> onItem, CancellationToken cancellationToken)
    {
        _body = body;
        _onItem = onItem;
        _cancellationToken = cancellationToken;
        Kind = kind;
    }

    private GroupVersionKind Kind { get; }

    /// <exception cref="DocumentFormatException">Not the JSON of a list.</exception>
    /// <exception cref="BodyTooLargeException">An item, or another field of the list, is larger than allowed.</exception>
    public async Task<ListPage> ReadAsync()
    {
        await ExpectAsync((byte)'{').ConfigureAwait(false);
        if (await PeekAsync().ConfigureAwait(false) == (byte)'}')
        {
            _body.Consume(1);
        }
        else
        {
            do
            {
                await ReadMemberAsync().ConfigureAwait(false);
            }
            while (await NextAsync((byte)'}').ConfigureAwait(false));
        }

        if (!_kind.EndsWith("List", StringComparison.Ordinal))
        {
            throw new DocumentFormatException($"The answer is {new GroupVersionKind("", _apiVersion, _kind)}, not a list.");
        }

        var metadata = _metadata?.Root ?? default;
        return new ListPage(
            metadata["resourceVersion"u8].AsString(""),
            metadata["continue"u8].AsString() is { Length: > 0 } token ? token : null,
            metadata["remainingItemCount"u8].AsInt64(),
            _count);
    }

    private async ValueTask ReadMemberAsync()
    {
        var name = Take(await MeasureAsync().ConfigureAwait(false)).Root.AsString() ?? throw new DocumentFormatException("The list has a member without a name.");
        await ExpectAsync((byte)':').ConfigureAwait(false);
        var first = await PeekAsync().ConfigureAwait(false);
        if (name == "items" && first == (byte)'[')
        {
            await ReadItemsAsync().ConfigureAwait(false);
            return;
        }

        var value = Take(await MeasureAsync().ConfigureAwait(false));
        switch (name)
        {
            case "apiVersion":
                _apiVersion = value.Root.AsString("");
                break;
            case "kind":
                _kind = value.Root.AsString("");
                break;
            case "metadata":
                _metadata = value;
                break;
        }
    }

    private async ValueTask ReadItemsAsync()
    {
        _body.Consume(1);
        if (await PeekAsync().ConfigureAwait(false) == (byte)']')
        {
            _body.Consume(1);
            return;
        }

        do
        {
            await PeekAsync().ConfigureAwait(false);
            var item = Take(await MeasureAsync().ConfigureAwait(false));
            if (!item.Root.IsObject)
            {
                throw new DocumentFormatException($"Item {_count} of the list is not an object.");
            }

            _count++;
            await _onItem(WithKind(item)).ConfigureAwait(false);
        }
        while (await NextAsync((byte)']').ConfigureAwait(false));
    }

    private Document WithKind(Document item)
    {
        if (item["kind"u8].Exists && item["apiVersion"u8].Exists)
        {
            return item;
        }

        using var builder = new DocumentBuilder();
        builder.StartObject().Name("apiVersion"u8).String(Kind.ApiVersion).Name("kind"u8).String(Kind.Kind);
        foreach (var member in item.Root.Members)
        {
            if (!member.NameEquals("kind"u8) && !member.NameEquals("apiVersion"u8))
            {
                builder.RawName(member.RawName).Value(member.Value);
            }
        }

        return builder.EndObject().Build();
    }

    /// <summary>After a member or item: true when another follows the comma, false when the container ends.</summary>
    private async ValueTask<bool> NextAsync(byte end)
    {
        var next = await PeekAsync().ConfigureAwait(false);
        _body.Consume(1);
        if (next == (byte)',')
        {
            await PeekAsync().ConfigureAwait(false);
            return true;
        }

        return next == end ? false : throw new DocumentFormatException($"The list is not JSON: ',' or '{(char)end}' is expected.");
    }

    private async ValueTask ExpectAsync(byte wanted)
    {
        if (await PeekAsync().ConfigureAwait(false) != wanted)
        {
            throw new DocumentFormatException($"The list is not JSON: '{(char)wanted}' is expected.");
        }

        _body.Consume(1);
    }

    /// <summary>The next byte that is not whitespace, left where it is.</summary>
    private async ValueTask<byte> PeekAsync()
    {
        while (true)
        {
            var space = _body.Unread.IndexOfAnyExcept(" \n\r\t"u8);
            if (space >= 0)
            {
                _body.Consume(space);
                return _body.Unread[0];
            }

            _body.Consume(_body.Unread.Length);
            await FillAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the value at hand is here as a whole and gives its length. It is only measured; reading it checks it.</summary>
    private async ValueTask<int> MeasureAsync()
    {
        await PeekAsync().ConfigureAwait(false);
        var scan = default(ValueExtent);
        while (!scan.Advance(_body.Unread))
        {
            await FillAsync().ConfigureAwait(false);
        }

        return scan.Length;
    }

    private Document Take(int length)
    {
        var document = Document.Parse(_body.Unread[..length]);
        _body.Consume(length);
        return document;
    }

    private async ValueTask FillAsync()
    {
        if (!await _body.FillAsync(_cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException("the answer ends before the list does");
        }
    }

    /// <summary>Finds where a value ends, going on from where it stopped when more bytes have come.</summary>
    private struct ValueExtent
    {
        private int _depth;
        private bool _inString;
        private bool _inScalar;

        public int Length { get; private set; }

        public bool Advance(ReadOnlySpan<byte> bytes)
        {
            while (Length < bytes.Length)
            {
                var rest = bytes[Length..];
                var found = rest.IndexOfAny(_inString ? StringEnd : _inScalar ? ScalarEnd : Structural);
                if (_depth == 0 && !_inString && !_inScalar && found != 0)
                {
                    _inScalar = true;
                    continue;
                }

                if (found < 0)
                {
                    Length = bytes.Length;
                    return false;
                }

                if (_inScalar)
                {
                    Length += found;
                    return true;
                }

                if (rest[found] == (byte)'\\')
                {
                    // The escaped character may not be here yet: then this is looked at again.
                    if (found + 1 == rest.Length)
                    {
                        Length += found;
                        return false;
                    }

                    Length += found + 2;
                    continue;
                }

                Length += found + 1;
                Step(rest[found]);
                // Below zero it is no JSON: reading it says so.
                if (_depth <= 0 && !_inString)
                {
                    return true;
                }
            }

            return false;
        }

        private void Step(byte found)
        {
            switch (found)
            {
                case (byte)'"':
                    _inString = !_inString;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                default:
                    _depth--;
                    break;
            }
        }
    }
}
