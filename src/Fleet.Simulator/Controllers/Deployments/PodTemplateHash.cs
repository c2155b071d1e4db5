using System.Buffers.Binary;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>
/// The label value that tells the ReplicaSets of a Deployment apart: FNV-1a (32 bits) over the dump of the template (<see cref="GoDump"/>) and the collision count, written with
/// letters that form no words. After ComputeHash of <c>k8s.io/kubernetes/pkg/controller</c> and SafeEncodeString of
/// <c>apimachinery/pkg/util/rand</c>.
/// </summary>
internal static class PodTemplateHash
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    public static string Compute(DocumentValue template, long? collisionCount)
    {
        var hash = Add(Offset, Encoding.UTF8.GetBytes(GoDump.Write(template)));
        if (collisionCount is { } count)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)count);
            hash = Add(hash, bytes);
        }

        return SafeEncode(hash.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Maps each character of a number into the alphabet of generated names.</summary>
    public static string SafeEncode(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = Alphabet[source[i] % Alphabet.Length];
        }
    });

    private static uint Add(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash;
    }
}
