using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Api.Authentication;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Tests.Authentication;

public sealed class ClientCertificateAuthenticatorTests
{
    [Fact]
    public async Task Certificate_names_the_user_and_its_groups_and_is_checked_once()
    {
        using var certificate = Issue("CN=jane,O=devs,O=ops");
        var checks = 0;
        var authenticator = new ClientCertificateAuthenticator(_ => ++checks > 0);

        await authenticator.AuthenticateAsync(Request(certificate), CancellationToken.None);
        var outcome = await authenticator.AuthenticateAsync(Request(certificate), CancellationToken.None);

        Assert.Equal("jane", outcome.User!.Name);
        Assert.Equal(["devs", "ops", "system:authenticated"], outcome.User.Groups.Order());
        Assert.Equal(1, checks);
    }

    [Fact]
    public async Task Certificate_of_another_authority_is_refused_and_none_is_no_answer()
    {
        using var certificate = Issue("CN=mallory");
        var authenticator = new ClientCertificateAuthenticator(_ => false);

        Assert.True((await authenticator.AuthenticateAsync(Request(certificate), CancellationToken.None)).IsRefused);
        Assert.Equal(AuthenticationOutcome.None, await authenticator.AuthenticateAsync(Request(null), CancellationToken.None));
    }

    [Fact]
    public async Task Certificate_without_a_common_name_is_nobodys()
    {
        using var certificate = Issue("O=system:masters");

        Assert.True((await new ClientCertificateAuthenticator(_ => true).AuthenticateAsync(Request(certificate), CancellationToken.None)).IsRefused);
    }

    private static X509Certificate2 Issue(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static DefaultHttpContext Request(X509Certificate2? certificate) => new() { Connection = { ClientCertificate = certificate } };
}
