using System.Text;

namespace Fleet.Kubernetes.Yaml;

/// <summary>The order go-yaml writes keys in: letters after everything else, numbers inside by their value (<c>a2</c> before <c>a10</c>).</summary>
internal static class YamlKeyComparer
{
    public static int Compare(string left, string right)
    {
        // Nearly all keys differ first in a letter, or one starts the other.
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        if (char.IsAsciiLetter(left[common]) && char.IsAsciiLetter(right[common]))
        {
            return left[common].CompareTo(right[common]);
        }

        var a = left.EnumerateRunes().ToArray();
        var b = right.EnumerateRunes().ToArray();
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                continue;
            }

            var aIsLetter = Rune.IsLetter(a[i]);
            var bIsLetter = Rune.IsLetter(b[i]);
            return (aIsLetter, bIsLetter) switch
            {
                (true, true) => a[i].CompareTo(b[i]),
                (true, false) => 1,
                (false, true) => -1,
                _ => CompareNumbers(a, b, i),
            };
        }

        return a.Length.CompareTo(b.Length);
    }

    private static int CompareNumbers(Rune[] a, Rune[] b, int at)
    {
        // A zero that only pads one of the numbers must not end the comparison early.
        var inNumber = (a[at].Value == '0' || b[at].Value == '0') && FollowsDigit(a, at);
        var (aNumber, aEnd) = Number(a, at, inNumber);
        var (bNumber, bEnd) = Number(b, at, inNumber);
        return aNumber != bNumber ? aNumber.CompareTo(bNumber) : aEnd != bEnd ? aEnd.CompareTo(bEnd) : a[at].CompareTo(b[at]);
    }

    private static bool FollowsDigit(Rune[] runes, int at)
    {
        for (var i = at - 1; i >= 0 && Rune.IsDigit(runes[i]); i--)
        {
            if (runes[i].Value != '0')
            {
                return true;
            }
        }

        return false;
    }

    private static (long Number, int End) Number(Rune[] runes, int at, bool inNumber)
    {
        var number = inNumber ? 1L : 0L;
        for (; at < runes.Length && Rune.IsDigit(runes[at]); at++)
        {
            number = unchecked((number * 10) + runes[at].Value - '0');
        }

        return (number, at);
    }
}
