using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>What keeps a silo from starting is said in one line that names it.</summary>
public sealed class SiloStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--listen", "nowhere", "--listen is \"nowhere\"")]
    [InlineData("--advertised-address", "silo.example", "--advertised-address is \"silo.example\"")]
    [InlineData("--demo-clusters", "5000", "--demo-clusters is 5000")]
    [InlineData("--tls-cert", "cert.pem", "--tls-key")]
    public async Task A_bad_option_is_named_with_its_value(string option, string value, string expected)
    {
        var (status, error) = await SiloProcess.RunToEndAsync(Path.Combine(_folder, "data"), option, value);

        Assert.Equal(2, status);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_and_nothing_else_is_said()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        var (status, output, error) = await SiloProcess.RunWithOutputAsync(Path.Combine(_folder, "data"), "--listen", address);

        Assert.Equal(3, status);
        Assert.StartsWith($"fleet-silo: --listen: {address} ", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Empty(output);
    }

    [Fact]
    public async Task The_log_has_a_time_on_every_line_and_says_once_how_many_silos_there_are()
    {
        await using var silo = await SiloProcess.StartAsync(Path.Combine(_folder, "data"));
        await Eventually.AnswerAsync(() => Task.FromResult(silo.Log), log => log.Any(line => line.Contains("1 of 1 silos", StringComparison.Ordinal)));
        await silo.TerminateAsync();

        Assert.All(silo.Log, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", line));
        Assert.Single(silo.Log, line => line.Contains("1 of 1 silos", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_corrupted_data_file_is_named_and_left_as_it_is()
    {
        var data = Path.Combine(_folder, "data");
        await using (var silo = await SiloProcess.StartAsync(data))
        {
            await silo.TerminateAsync();
        }

        var file = Path.Combine(data, "fleet.db");
        var bytes = await File.ReadAllBytesAsync(file);
        Random.Shared.NextBytes(bytes.AsSpan(0, Math.Min(bytes.Length, 4096)));
        await File.WriteAllBytesAsync(file, bytes);
        File.Delete(file + "-wal");

        var (status, error) = await SiloProcess.RunToEndAsync(data);

        Assert.Equal(3, status);
        Assert.Contains("fleet.db", error, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Two_silos_do_not_share_a_data_folder()
    {
        var data = Path.Combine(_folder, "data");
        await using var first = await SiloProcess.StartAsync(data);

        var (status, error) = await SiloProcess.RunToEndAsync(data);

        Assert.Equal(3, status);
        Assert.Contains(data, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_that_is_not_there_is_named()
    {
        var (status, error) = await SiloProcess.RunToEndAsync(Path.Combine(_folder, "data"), "--redis", "127.0.0.1:1,connectTimeout=500,connectRetry=1");

        Assert.Equal(3, status);
        Assert.Contains("127.0.0.1:1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_nobody_is_anonymous_and_the_connection_is_encrypted()
    {
        await using var silo = await SiloProcess.StartAsync(Path.Combine(_folder, "data"), "--listen", "0.0.0.0:0");

        Assert.Equal("https", silo.Url.Scheme);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var anonymous = new HttpClient(handler) { BaseAddress = silo.Url };
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("apis/fleetengine.io/v1alpha1/clusters")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("livez")).StatusCode);
    }
}
