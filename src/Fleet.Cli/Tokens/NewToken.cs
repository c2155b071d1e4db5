using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Cli.Tokens;

/// <summary>A token made here: the server is only told its hash. Holds a secret: no printable form.</summary>
internal sealed class NewToken
{
    private const int SecretBytes = 32;

    private NewToken(string value) => Value = value;

    public string Value { get; }

    /// <summary>SHA-256 of the token's characters, lower-case hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    public static NewToken Create() => new("fleet_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));
}
