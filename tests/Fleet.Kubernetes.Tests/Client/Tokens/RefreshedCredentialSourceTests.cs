using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Client.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client.Tokens;

public sealed class RefreshedCredentialSourceTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ScriptedSource _source;

    public RefreshedCredentialSourceTests() => _source = new ScriptedSource(_time);

    [Fact]
    public async Task Token_is_kept_and_renewed_before_it_ends_at_a_random_moment()
    {
        var (early, late) = (Create(random: 0), Create(random: 0.999));
        await GetAsync(early);
        await GetAsync(late);

        _time.Advance(TimeSpan.FromMinutes(43));
        Assert.Equal("t3", await GetAsync(early));
        Assert.Equal("t2", await GetAsync(late));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("t4", await GetAsync(late));
    }

    [Fact]
    public async Task Many_callers_at_once_are_one_request()
    {
        var source = Create();
        _source.Gate = new();

        var callers = Enumerable.Range(0, 20).Select(_ => GetAsync(source)).ToList();
        _source.Gate.SetResult();

        Assert.All(await Task.WhenAll(callers), token => Assert.Equal("t1", token));
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Callers_do_not_wait_for_a_renewal_while_the_present_token_is_valid()
    {
        var source = Create();
        await GetAsync(source);
        _time.Advance(TimeSpan.FromMinutes(55));
        _source.Gate = new();

        var renewing = GetAsync(source);

        Assert.Equal("t1", await GetAsync(source));
        _source.Gate.SetResult();
        Assert.Equal("t2", await renewing);
    }

    [Fact]
    public async Task Failure_leaves_the_present_token_in_use_until_it_ends_and_the_provider_alone_for_a_while()
    {
        var source = Create();
        await GetAsync(source);
        _source.Fails = true;
        _time.Advance(TimeSpan.FromMinutes(55));

        Assert.Equal("t1", await GetAsync(source));
        Assert.Equal("t1", await GetAsync(source));
        Assert.Equal(2, _source.Fetches);

        _time.Advance(TimeSpan.FromMinutes(5));
        var error = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => GetAsync(source));
        Assert.Equal("scripted: is away", error.Message);
        Assert.Equal("scripted: is away", (await Assert.ThrowsAsync<CredentialsUnavailableException>(() => GetAsync(source))).Message);
        Assert.Equal(3, _source.Fetches);

        _source.Fails = false;
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("t4", await GetAsync(source));
    }

    [Fact]
    public async Task Refused_token_is_renewed_once_and_not_again_for_a_while()
    {
        var source = Create();
        var first = await source.GetAsync(default);

        Assert.Same(first, await source.RenewAsync(first, default));
        _time.Advance(TimeSpan.FromSeconds(11));
        var second = await source.RenewAsync(first, default);
        Assert.Equal("t2", second.Header!.Parameter);
        Assert.Same(second, await source.RenewAsync(first, default));
        Assert.Same(second, await source.RenewAsync(second, default));
        Assert.Equal(2, _source.Fetches);
    }

    [Fact]
    public async Task The_same_token_again_is_the_same_credential()
    {
        var source = Create();
        var first = await source.GetAsync(default);
        _source.Cached = "t1";
        _time.Advance(TimeSpan.FromMinutes(55));

        Assert.Same(first, await source.GetAsync(default));
        Assert.Equal(2, _source.Fetches);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_take_the_others_with_it()
    {
        var source = Create();
        _source.Gate = new();
        using var impatient = new CancellationTokenSource();

        var first = source.GetAsync(impatient.Token).AsTask();
        var second = GetAsync(source);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _source.Gate.SetResult();
        Assert.Equal("t2", await second);
    }

    private RefreshedCredentialSource Create(double random = 0.5) => new(_source, _time, () => random);

    private static async Task<string> GetAsync(RefreshedCredentialSource source) => (await source.GetAsync(default)).Header!.Parameter!;

    private sealed class ScriptedSource(TimeProvider time) : ITokenSource
    {
        private int _fetches;

        public string Name => "scripted";

        public int Fetches => _fetches;

        public bool Fails { get; set; }

        public string? Cached { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public bool Trusts(Uri server) => true;

        public async ValueTask<ServiceToken> FetchAsync(CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _fetches);
            if (Gate is { } gate)
            {
                await gate.Task.WaitAsync(cancellationToken);
            }

            return Fails
                ? throw new CredentialsUnavailableException(Name, "is away", isTransient: true)
                : new ServiceToken(Cached ?? $"t{number}", time.GetUtcNow() + TimeSpan.FromHours(1));
        }
    }
}
