using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Tests.Client.Tokens;

/// <summary>The clouds' token endpoints on a free port: STS, Entra and the metadata server.</summary>
internal sealed class FakeTokenService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeTokenService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>Path and form of every request.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Form)> Requests { get; } = new();

    /// <summary>Answers instead of the service.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>When sessions of STS end.</summary>
    public string Expiration { get; set; } = "2026-01-01T01:00:00Z";

    public static async Task<FakeTokenService> StartAsync()
    {
        var service = new FakeTokenService();
        await service._app.StartAsync();
        service.Url = new Uri(service._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return service;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var form = http.Request.HasFormContentType
            ? (await http.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString())
            : [];
        Requests.Enqueue((http.Request.Path, form));
        if (Instead is { } instead)
        {
            await instead(http);
        }
        else if (form.GetValueOrDefault("Action") == "AssumeRoleWithWebIdentity")
        {
            await http.Response.WriteAsync($"""
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
                <SessionToken>session</SessionToken><SecretAccessKey>secret</SecretAccessKey><Expiration>{Expiration}</Expiration><AccessKeyId>ASIA{Requests.Count}</AccessKeyId>
                </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """);
        }
        else
        {
            if (http.Request.Headers["Metadata-Flavor"] == "Google")
            {
                http.Response.Headers["Metadata-Flavor"] = "Google";
            }

            await http.Response.WriteAsync($$"""{"access_token":"token-{{Requests.Count}}","expires_in":3600,"token_type":"Bearer"}""");
        }
    }
}
