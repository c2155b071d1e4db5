namespace Fleet.Kubernetes.Api.Metadata;

/// <summary>Makes uids and name suffixes; from a seed, the same ones each time. Thread safe.</summary>
public sealed class IdentityGenerator
{
    /// <summary>Characters of generated names: no vowels, nothing that looks like another (<c>k8s.io/apimachinery/pkg/util/rand</c>).</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedName = 63;

    private readonly Random _random;
    private readonly Lock _lock = new();

    public IdentityGenerator(int? seed = null) => _random = seed is { } value ? new Random(value) : new Random();

    /// <summary>A random (version 4) UUID in lower case.</summary>
    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
        {
            _random.NextBytes(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The prefix, cut so that the name fits a label, and five random characters.</summary>
    public string NewName(string prefix) => prefix[..Math.Min(prefix.Length, MaxGeneratedName - SuffixLength)] + NewSuffix(SuffixLength);

    public string NewSuffix(int length)
    {
        lock (_lock)
        {
            return string.Create(length, _random, static (text, random) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    text[i] = Alphabet[random.Next(Alphabet.Length)];
                }
            });
        }
    }
}
