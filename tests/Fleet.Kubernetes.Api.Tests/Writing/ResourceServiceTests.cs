using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Tests.Hosting;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tests.Writing;

public sealed class ResourceServiceTests
{
    private readonly TestCluster _cluster = new();

    [Fact]
    public async Task Mutate_repeats_the_change_on_what_somebody_else_wrote()
    {
        await _cluster.CreateConfigMapAsync("a");
        var calls = 0;

        var result = await _cluster.Service.MutateAsync(
            TestCluster.Client(),
            TestCluster.ConfigMap("a"),
            value =>
            {
                if (calls++ == 0)
                {
                    Overwrite("a", "theirs");
                }

                value["data"]!["mine"] = "yes";
                return true;
            },
            CancellationToken.None);

        Assert.Equal(2, calls);
        Assert.Equal("theirs", result!.Object["data"u8]["k"u8].AsString());
        Assert.Equal("yes", result.Object["data"u8]["mine"u8].AsString());
    }

    [Fact]
    public async Task Object_grows_to_its_limit_by_patches_and_not_beyond()
    {
        var cluster = new TestCluster(new ResourceServiceOptions { MaxObjectBytes = 1200 });
        await cluster.CreateConfigMapAsync("a", new string('x', 700));
        var error = await Assert.ThrowsAsync<ApiException>(() => PatchAsync(new string('y', 700)));
        Assert.Equal((413, "RequestEntityTooLarge"), (error.Code, error.Reason));
        Assert.Contains("etcdserver: request is too large: configmaps \"a\"", error.Message);
        await PatchAsync("small");
        await Assert.ThrowsAsync<ApiException>(() => cluster.CreateConfigMapAsync("b", new string('x', 1200)));
        await cluster.Service.DeleteAsync(TestCluster.Client(), TestCluster.ConfigMap("a"), DeleteOptions.Default, default);

        Task PatchAsync(string text) => cluster.Service.PatchAsync(
            TestCluster.Client(),
            TestCluster.ConfigMap("a"),
            new Patch(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes($$"""{"data":{"more":"{{text}}"} }""")),
            default).AsTask();
    }

    [Fact]
    public async Task List_of_one_name_at_an_exact_version_shows_that_version()
    {
        var created = await _cluster.CreateConfigMapAsync("a", "old");
        var version = created["metadata"u8]["resourceVersion"u8].AsString()!;
        Overwrite("a", "new");
        var list = await _cluster.Service.ListAsync(
            TestCluster.Client(),
            TestCluster.ConfigMap(),
            new ListOptions { FieldSelector = "metadata.name=a", ResourceVersion = version, ResourceVersionMatch = "Exact" },
            default);
        Assert.Equal("old", Assert.Single(list.Items)["data"u8]["k"u8].AsString());
        Assert.Equal(version, $"{list.ResourceVersion}");
    }

    [Fact]
    public async Task Hidden_objects_are_not_there_for_their_user()
    {
        var cluster = new TestCluster(new ResourceServiceOptions { Visibility = new ShowsSet() });
        await cluster.CreateConfigMapAsync("a", extraMetadata: ""","labels":{"set":"t"}""");
        await cluster.CreateConfigMapAsync("b");
        var jane = new RequestContext(new Api.Authentication.UserInfo("jane"));
        var list = await cluster.Service.ListAsync(jane, TestCluster.ConfigMap(), new ListOptions { Limit = 1 }, default);
        Assert.Equal("a", Assert.Single(list.Items)["metadata"u8]["name"u8].AsString());
        Assert.Null(list.RemainingItemCount);
        using var watch = await cluster.Service.WatchAsync(jane, TestCluster.ConfigMap(), new WatchOptions { ResourceVersion = $"{list.ResourceVersion}" }, default);
        var show = new Patch(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes("""{"metadata":{"labels":{"set":"t"}}}"""));
        var refused = await Assert.ThrowsAsync<ApiException>(async () => await cluster.Service.PatchAsync(jane, TestCluster.ConfigMap("b"), show, default));
        Assert.Equal(404, refused.Code);
        await cluster.Service.PatchAsync(TestCluster.Client(), TestCluster.ConfigMap("b"), show, default);
        Assert.True(watch.TryRead(out var shown));
        Assert.Equal(WatchEventType.Added, shown.Type);
        Assert.Equal(2, (await cluster.Service.ListAsync(jane, TestCluster.ConfigMap(), new ListOptions(), default)).Items.Count);
    }

    [Fact]
    public async Task Mutate_with_nothing_to_do_or_nothing_there_writes_nothing()
    {
        await _cluster.CreateConfigMapAsync("a");
        var version = _cluster.Store.CurrentVersion;

        Assert.Null(await _cluster.Service.MutateAsync(TestCluster.Client(), TestCluster.ConfigMap("a"), _ => false, CancellationToken.None));
        Assert.Null(await _cluster.Service.MutateAsync(TestCluster.Client(), TestCluster.ConfigMap("zz"), _ => true, CancellationToken.None));
        Assert.Equal(version, _cluster.Store.CurrentVersion);
    }

    [Fact]
    public async Task Patch_that_loses_a_race_is_put_on_the_newest_object()
    {
        await _cluster.CreateConfigMapAsync("a");

        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(async () => await _cluster.Service.PatchAsync(
            TestCluster.Client(),
            TestCluster.ConfigMap("a"),
            new Patch(PatchType.Merge, System.Text.Encoding.UTF8.GetBytes($"{{\"data\":{{\"k{i}\":\"v\"}}}}")),
            CancellationToken.None)));
        await Task.WhenAll(writers);

        var stored = await _cluster.Service.FindAsync(TestCluster.ConfigMap("a"), CancellationToken.None);
        Assert.Equal(9, stored!["data"u8].Count);
    }

    [Fact]
    public async Task Dry_run_answers_what_would_be_and_stores_nothing()
    {
        var context = TestCluster.Client() with { DryRun = true };
        var body = Document.Parse("""{"metadata":{"generateName":"a-"}}""");

        var created = await _cluster.Service.CreateAsync(context, TestCluster.ConfigMap(), body, CancellationToken.None);

        Assert.False(created.Object["metadata"u8]["resourceVersion"u8].Exists);
        Assert.Matches("^a-[bcdfghjklmnpqrstvwxz2456789]{5}$", created.Object["metadata"u8]["name"u8].AsString());
        Assert.Empty((await _cluster.Service.ListAsync(context, TestCluster.ConfigMap(), new ListOptions(), CancellationToken.None)).Items);
    }

    [Theory]
    [InlineData(PropagationPolicy.Background, null)]
    [InlineData(PropagationPolicy.Foreground, "foregroundDeletion")]
    [InlineData(PropagationPolicy.Orphan, "orphan")]
    public async Task Propagation_policy_becomes_a_finalizer_of_the_garbage_collector(PropagationPolicy policy, string? finalizer)
    {
        await _cluster.CreateConfigMapAsync("a");

        var result = await _cluster.Service.DeleteAsync(
            TestCluster.Client(), TestCluster.ConfigMap("a"), new DeleteOptions { PropagationPolicy = policy }, CancellationToken.None);

        Assert.Equal(finalizer is null, result.Removed);
        Assert.Equal(finalizer, result.Object["metadata"u8]["finalizers"u8][0].AsString());
    }

    [Fact]
    public async Task Delete_with_a_precondition_on_another_object_is_refused()
    {
        await _cluster.CreateConfigMapAsync("a");
        var options = new DeleteOptions { Preconditions = new Preconditions(Uid: "somebody-else") };

        var error = await Assert.ThrowsAsync<ApiException>(async () => await _cluster.Service.DeleteAsync(
            TestCluster.Client(), TestCluster.ConfigMap("a"), options, CancellationToken.None));

        Assert.Equal(409, error.Code);
        Assert.StartsWith("Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (somebody-else) does not match", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continued_list_shows_the_state_of_its_first_page()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await _cluster.CreateConfigMapAsync(name);
        }

        var first = await ListAsync(new ListOptions { Limit = 2 });
        await _cluster.Service.DeleteAsync(TestCluster.Client(), TestCluster.ConfigMap("c"), DeleteOptions.Default, CancellationToken.None);
        var second = await ListAsync(new ListOptions { Limit = 2, Continue = first.Continue });
        _cluster.Store.Compact();
        var expired = await Assert.ThrowsAsync<ApiException>(async () => await ListAsync(new ListOptions { Limit = 2, Continue = first.Continue }));
        var inconsistent = await ListAsync(new ListOptions { Limit = 2, Continue = expired.Continue });

        Assert.Equal(2, first.RemainingItemCount);
        Assert.Equal(["c", "d"], Names(second));
        Assert.Equal((410, "Expired"), (expired.Code, expired.Reason));
        Assert.Equal(["d"], Names(inconsistent));
    }

    [Fact]
    public async Task Watch_tells_of_objects_that_enter_and_leave_its_selection()
    {
        await _cluster.CreateConfigMapAsync("a", extraMetadata: ""","labels":{"on":"1"}""");
        using var watch = await _cluster.Service.WatchAsync(
            TestCluster.Client(), TestCluster.ConfigMap(), new WatchOptions { LabelSelector = "on=1" }, CancellationToken.None);
        await SetLabelAsync("a", null);
        await SetLabelAsync("a", "1");

        var events = new List<(WatchEventType, bool)>();
        while (watch.TryRead(out var next))
        {
            events.Add((next.Type, next.Object["metadata"u8]["labels"u8].Exists));
        }

        // The one that leaves is shown as it was last seen.
        Assert.Equal([(WatchEventType.Added, true), (WatchEventType.Deleted, true), (WatchEventType.Added, true)], events);
    }

    private static IEnumerable<string?> Names(ObjectList list) => list.Items.Select(item => item["metadata"u8]["name"u8].AsString());

    private ValueTask<ObjectList> ListAsync(ListOptions options) =>
        _cluster.Service.ListAsync(TestCluster.Client(), TestCluster.ConfigMap(), options, CancellationToken.None);

    private ValueTask<WriteResult?> SetLabelAsync(string name, string? value) => _cluster.Service.MutateAsync(
        TestCluster.Client(),
        TestCluster.ConfigMap(name),
        node =>
        {
            node["metadata"]!.With("labels", value is null ? null : DocumentNode.Object(("on", value)));
            return true;
        },
        CancellationToken.None);

    /// <summary>A write of somebody else, straight to the store.</summary>
    private void Overwrite(string name, string value)
    {
        var key = TestCluster.ConfigMap(name).Key;
        var stored = Wait(_cluster.Store.GetAsync(key, default))!;
        var node = stored.Document.Root.ToNode();
        node["data"]!["k"] = value;
        Wait(_cluster.Store.UpdateAsync(key, stored.ResourceVersion, node.ToDocument(), default));
    }

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The store waited.");

    /// <summary>Everybody but the system sees what is labelled for it.</summary>
    private sealed class ShowsSet : Api.Authorization.IVisibility, Api.Authorization.IVisibleObjects
    {
        public Api.Authorization.IVisibleObjects? Of(Api.Authentication.UserInfo user, Api.Resources.ResourceDefinition resource) =>
            user == Api.Authentication.UserInfo.System ? null : this;

        public bool Includes(DocumentValue value) => value["metadata"u8]["labels"u8]["set"u8].AsString() == "t";
    }
}
