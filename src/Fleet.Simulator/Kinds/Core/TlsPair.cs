using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Whether a certificate and a key are a pair, in the words of Go's crypto/tls <c>X509KeyPair</c>.</summary>
internal static class TlsPair
{
    public static string? FindProblem(DocumentValue certificate, DocumentValue key)
    {
        var (certificates, skipped) = Blocks(certificate, label => label == "CERTIFICATE");
        if (certificates is null)
        {
            return skipped switch
            {
                [] => "tls: failed to find any PEM data in certificate input",
                [var only] when only.EndsWith("PRIVATE KEY", StringComparison.Ordinal) =>
                    "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
                _ => $"tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{string.Join(' ', skipped)}]",
            };
        }

        var (keyText, skippedKeys) = Blocks(key, label => label == "PRIVATE KEY" || label.EndsWith(" PRIVATE KEY", StringComparison.Ordinal));
        return keyText is null
            ? skippedKeys switch
            {
                [] => "tls: failed to find any PEM data in key input",
                ["CERTIFICATE"] => "tls: found a certificate rather than a key in the PEM for the private key",
                _ => $"tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{string.Join(' ', skippedKeys)}]",
            }
            : Match(certificates, keyText);
    }

    private static string? Match(string certificate, string key)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPem(certificate, key);
            return null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return error is ArgumentException ? "tls: private key does not match public key" : "x509: malformed certificate";
        }
    }

    /// <summary>The first block of the wanted type, and the types of those before it.</summary>
    private static (string? Block, List<string> Skipped) Blocks(DocumentValue data, Predicate<string> isWanted)
    {
        var skipped = new List<string>();
        ReadOnlySpan<char> rest = Encoding.UTF8.GetString(Convert.FromBase64String(data.AsString("")));
        while (PemEncoding.TryFind(rest, out var found))
        {
            var label = rest[found.Label].ToString();
            if (isWanted(label))
            {
                return (rest[found.Location].ToString(), skipped);
            }

            skipped.Add(label);
            rest = rest[found.Location.End..];
        }

        return (null, skipped);
    }
}
