using System.Security.Cryptography;

namespace Fleet.Api.Identity;

/// <summary>The administrator's token: generated once into a file that only the owner can read, or given. Holds a secret: no printable form.</summary>
public sealed class AdminToken
{
    private const int MinLength = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private AdminToken(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads the token of a file, making the file first when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="ArgumentException">What is in it is no token.</exception>
    public static async Task<AdminToken> LoadOrCreateAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            await WriteAsync(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), cancellationToken).ConfigureAwait(false);
        }

        return await LoadAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LoadOrCreateAsync"/>
    public static async Task<AdminToken> LoadAsync(string file, CancellationToken cancellationToken)
    {
        var token = (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim();
        return token.Length >= MinLength && token.All(c => c is > ' ' and <= '~')
            ? new AdminToken(token)
            : throw new ArgumentException($"The administrator's token in {file} has {token.Length} characters; at least {MinLength} printable ones without spaces are accepted.");
    }

    public override string ToString() => nameof(AdminToken);

    private static async Task WriteAsync(string file, string token, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(token), cancellationToken).ConfigureAwait(false);
    }
}
