using System.Net;
using Fleet.Kubernetes.Client;

namespace Fleet.Kubernetes.Tests.Client;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.1.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    public void Link_local_and_metadata_addresses_are_refused_unless_allowed(string address)
    {
        Assert.NotNull(AddressPolicy.Declared.Refuses(IPAddress.Parse(address)));
        Assert.Null((AddressPolicy.Declared with { AllowLinkLocal = true }).Refuses(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    public void Loopback_is_refused_unless_allowed(string address)
    {
        Assert.NotNull(AddressPolicy.Declared.Refuses(IPAddress.Parse(address)));
        Assert.Null((AddressPolicy.Declared with { AllowLoopback = true }).Refuses(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("192.168.1.20", true)]
    [InlineData("203.0.113.7", true)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("ff02::1", false)]
    public void Other_hosts_are_allowed_and_what_is_no_host_is_not(string address, bool allowed) =>
        Assert.Equal(allowed, AddressPolicy.Declared.Refuses(IPAddress.Parse(address)) is null);

    [Fact]
    public async Task A_declared_cluster_at_a_refused_address_is_unreachable_and_never_connected_to()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await server.ConnectAsync(configure: options => options with { Addresses = AddressPolicy.Declared });

        var error = await Assert.ThrowsAsync<ClusterUnreachableException>(() => client.GetRawAsync("version"));

        Assert.Contains("127.0.0.1 is at 127.0.0.1, which is this machine's own", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cluster_on_this_machine_is_reached_where_loopback_is_allowed()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await server.ConnectAsync(configure: options => options with { Addresses = AddressPolicy.Declared with { AllowLoopback = true } });

        Assert.Equal("{}", (await client.GetRawAsync("version")).ToString());
    }
}
