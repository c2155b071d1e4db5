using System.Globalization;
using System.Net.Sockets;
using Fleet.Silo.Options;
using Fleet.Storage.Log;

namespace Fleet.Silo.Hosting;

/// <summary>Runs a silo from its settings to its end.</summary>
internal static class SiloHost
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="settings">Settings of the command line, over files and environment.</param>
    /// <param name="cancellationToken">Stops the silo.</param>
    /// <returns>The exit status (<see cref="SiloExit"/>).</returns>
    public static async Task<int> RunAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        try
        {
            await RunCoreAsync(settings, cancellationToken);
            return SiloExit.Clean;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return SiloExit.Clean;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException { InnerException: FormatException })
        {
            return await FailAsync(error.Message, SiloExit.BadInput);
        }
        catch (Exception error) when (error is StartFailure or StorageException or UnauthorizedAccessException || IsOfTheSystem(error))
        {
            return await FailAsync(error.Message, SiloExit.Unavailable);
        }
    }

    private static async Task RunCoreAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        var options = builder.Configuration.GetSection(FleetSiloOptions.Section).Get<FleetSiloOptions>() ?? new FleetSiloOptions();
        options.Validate();
        ListenCheck.ThrowIfUnusable(options.Endpoint);
        PrepareFolder(options.Data);
        using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(ConsoleLog.Configure));
        await using var parts = await SiloParts.OpenAsync(options, builder.Configuration, logging, cancellationToken);
        SiloServices.Configure(builder, options, parts);
        await using var application = builder.Build();
        SiloEndpoints.Map(application, options);
        await application.StartAsync(cancellationToken);
        await AnnounceAsync(options, parts, new Uri(application.Urls.First()).Port, cancellationToken);
        await application.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Writes the administrator's kubeconfig and says on stdout where everything is.</summary>
    private static async Task AnnounceAsync(FleetSiloOptions options, SiloParts parts, int port, CancellationToken cancellationToken)
    {
        var file = Path.Combine(options.Data, "fleet.kubeconfig");
        var url = parts.Url(options, port);
        await Api.Tls.FleetKubeconfig.WriteAsync(file, url, parts.AdminToken, parts.Identity.AuthorityPem, cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ready {{\"url\":\"{url.ToString().TrimEnd('/')}\",\"kubeconfig\":\"{file.Replace('\\', '/')}\"}}"));
        await Console.Out.WriteLineAsync($"  kubectl --kubeconfig {file} get clusters");
        await Console.Out.FlushAsync(cancellationToken);
    }

    private static void PrepareFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"--data: the folder {Path.GetFullPath(folder)} cannot be made: {error.Message}", error);
        }
    }

    /// <summary>A file, a socket or the disk refuses, at whatever depth it is told.</summary>
    private static bool IsOfTheSystem(Exception? error) =>
        error is SocketException or IOException || (error is not null && IsOfTheSystem(error.InnerException));

    private static async Task<int> FailAsync(string message, int status)
    {
        await Console.Error.WriteLineAsync($"fleet-silo: {message}");
        return status;
    }
}
