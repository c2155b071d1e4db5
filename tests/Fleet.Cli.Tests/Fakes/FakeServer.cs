using Fleet.Cli.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Fakes;

/// <summary>A fleet that answers what a test put there, and runs of the command against it at a fixed time.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, Func<HttpContext, Task>> _answers = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet");
    private WebApplication? _server;

    /// <summary>Requests in their order: method, path and query, body.</summary>
    public List<(string Request, string Body)> Requests { get; } = [];

    public string Folder => _folder.FullName;

    public string Kubeconfig => Path.Combine(Folder, "fleet.kubeconfig");

    public static async Task<FakeServer> StartAsync()
    {
        var fake = new FakeServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(fake.AnswerAsync);
        await server.StartAsync();
        fake._server = server;
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await File.WriteAllTextAsync(fake.Kubeconfig, $$$"""
            {"current-context": "fleet",
             "contexts": [{"name": "fleet", "context": {"cluster": "fleet"}}],
             "clusters": [{"name": "fleet", "cluster": {"server": "{{{address}}}"}}]}
            """);
        fake.Json("GET /api", """{"kind":"APIVersions","versions":[]}""");
        fake.Json("GET /apis", Fixtures.Discovery);
        return fake;
    }

    /// <summary>Answers a method and path (with the query where it is given) with JSON.</summary>
    public FakeServer Json(string request, string body, int status = 200) => On(request, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    });

    public FakeServer On(string request, Func<HttpContext, Task> answer)
    {
        _answers[request] = answer;
        return this;
    }

    /// <summary>Runs the command against this fleet.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => CommandResult.OfAsync(Console(), [.. arguments, "--fleet", Kubeconfig]);

    public CliConsole Console() => new()
    {
        Output = new StringWriter { NewLine = "\n" },
        Error = new StringWriter { NewLine = "\n" },
        Time = new FakeTimeProvider(Now),
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server!.StopAsync(now.Token);
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = $"{context.Request.Method} {context.Request.Path}";
        Requests.Add((path + context.Request.QueryString, await new StreamReader(context.Request.Body).ReadToEndAsync()));
        if (_answers.TryGetValue(path + context.Request.QueryString, out var answer) || _answers.TryGetValue(path, out answer))
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = 404;
        await context.Response.WriteAsync($$$"""{"kind":"Status","code":404,"reason":"NotFound","message":"{{{path}}} not found"}""");
    }
}
