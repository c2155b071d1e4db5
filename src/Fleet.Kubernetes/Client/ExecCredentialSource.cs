using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Client;

/// <summary>
/// Credentials from an exec plugin (<c>client.authentication.k8s.io</c>), kept until shortly before their <c>expirationTimestamp</c> and asked for
/// again after a 401. One plugin process at a time. Its output is bounded and never quoted: it is a secret.
/// </summary>
/// <remarks>KubernetesClient's own runner joins arguments with spaces, fails on anything printed to stderr and blocks; so only its configuration model is used.</remarks>
internal sealed class ExecCredentialSource : CredentialSource, IDisposable
{
    private const int MaxOutputBytes = 1 << 20;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(1);

    /// <summary>A server that answers 401 to everything must not make us fork without end.</summary>
    private static readonly TimeSpan MinRenewInterval = TimeSpan.FromSeconds(10);

    private readonly ExecPlugin _plugin;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _lock = new(1, 1);
    private volatile Entry? _entry;

    public ExecCredentialSource(ExecPlugin plugin, TimeSpan timeout, TimeProvider time)
    {
        _plugin = plugin;
        _timeout = timeout;
        _time = time;
    }

    public override ValueTask<Credentials> GetAsync(CancellationToken cancellationToken) =>
        _entry is { } entry && _time.GetUtcNow() < entry.RefreshAt ? ValueTask.FromResult(entry.Credentials) : RunOnceAsync(refused: null, cancellationToken);

    public override ValueTask<Credentials> RenewAsync(Credentials refused, CancellationToken cancellationToken) => RunOnceAsync(refused, cancellationToken);

    public void Dispose() => _lock.Dispose();

    private async ValueTask<Credentials> RunOnceAsync(Credentials? refused, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            if (_entry is { } entry && (refused is null ? now < entry.RefreshAt : entry.Credentials != refused || now - entry.ReadAt < MinRenewInterval))
            {
                return entry.Credentials;
            }

            using var deadline = new CancellationTokenSource(_timeout, _time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            try
            {
                var output = await RunAsync(linked.Token).ConfigureAwait(false);
                _entry = Read(output, now);
                return _entry.Credentials;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failure($"did not finish within {_timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task<byte[]> RunAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = _plugin.StartInfo() };
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or FileNotFoundException)
        {
            throw Failure($"cannot be started: {error.Message}{(_plugin.InstallHint.Length == 0 ? "" : $" ({_plugin.InstallHint})")}");
        }

        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            var output = await ReadBoundedAsync(process.StandardOutput.BaseStream, cancellationToken).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? output : throw Failure($"ended with exit code {process.ExitCode}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private async Task<byte[]> ReadBoundedAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (output.Length + read > MaxOutputBytes)
            {
                throw Failure($"printed more than {MaxOutputBytes} bytes");
            }

            output.Write(buffer, 0, read);
        }

        return output.ToArray();
    }

    private Entry Read(byte[] output, DateTimeOffset now)
    {
        DocumentValue credential;
        try
        {
            credential = Document.Parse(output).Root;
        }
        catch (DocumentFormatException)
        {
            throw Failure("printed something that is not JSON");
        }

        if (credential["kind"u8].AsString() != "ExecCredential" || credential["apiVersion"u8].AsString() != _plugin.ApiVersion)
        {
            throw Failure($"printed {GroupVersionKindText(credential)}; {_plugin.ApiVersion}, Kind=ExecCredential is accepted");
        }

        var status = credential["status"u8];
        var token = status["token"u8].AsString("");
        var certificate = Certificate(status);
        if (token.Length == 0 && certificate is null)
        {
            throw Failure("gave neither status.token nor status.clientCertificateData");
        }

        if (token.Any(c => c is <= ' ' or > '~'))
        {
            throw Failure("gave a status.token with characters a token cannot have");
        }

        var credentials = new Credentials { Header = token.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", token), Certificate = certificate };
        return new Entry(credentials, now, RefreshAt(status["expirationTimestamp"u8].AsString(), now));
    }

    private DateTimeOffset RefreshAt(string? expiration, DateTimeOffset now)
    {
        if (expiration is null)
        {
            return DateTimeOffset.MaxValue;
        }

        if (!Timestamps.TryParse(expiration, out var expires))
        {
            throw Failure($"gave status.expirationTimestamp \"{expiration}\"; RFC 3339 is accepted");
        }

        // Early enough that a request on its way does not meet the end of the credential.
        var skew = TimeSpan.FromTicks(Math.Min(MaxSkew.Ticks, Math.Max(0, (expires - now).Ticks / 10)));
        return expires - skew;
    }

    private X509Certificate2? Certificate(DocumentValue status)
    {
        if (status["clientCertificateData"u8].AsString() is not { Length: > 0 } certificate)
        {
            return null;
        }

        try
        {
            var loaded = ClientCertificates.FromPem(certificate, status["clientKeyData"u8].AsString(""));

            // The same certificate again must not cost the connection.
            return _entry?.Credentials.Certificate is { } current && current.Thumbprint == loaded.Thumbprint ? current : loaded;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw Failure("gave a status.clientCertificateData or clientKeyData that is not a PEM certificate with its key");
        }
    }

    private static string GroupVersionKindText(DocumentValue value) => Resources.GroupVersionKind.Of(value).ToString();

    private KubeconfigException Failure(string what) => new($"{_plugin.Source}: the exec plugin \"{_plugin.Command}\" {what}.");

    private sealed record Entry(Credentials Credentials, DateTimeOffset ReadAt, DateTimeOffset RefreshAt);
}
