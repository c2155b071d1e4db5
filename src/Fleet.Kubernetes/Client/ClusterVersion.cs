using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>The version a server says it is: <c>v1.36.2</c>. Vendors write <c>27+</c> for the minor.</summary>
public sealed record ClusterVersion(int Major, int Minor, string GitVersion)
{
    internal static ClusterVersion From(DocumentValue version) =>
        new(Number(version["major"u8].AsString("")), Number(version["minor"u8].AsString("")), version["gitVersion"u8].AsString(""));

    public override string ToString() => GitVersion;

    private static int Number(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Take(6).ToArray();
        return digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
