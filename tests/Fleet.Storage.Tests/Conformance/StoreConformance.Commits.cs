using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task Commit_gives_rising_positions_in_the_order_mutations_events_audit()
    {
        await using var store = await OpenAsync();
        var commit = new FleetCommit
        {
            Mutations = [new Mutation(Key("a"), Json(1)), new Mutation(Key("b"), Json(2))],
            Events = [Json("""{"type":"one"}"""), Json("""{"type":"two"}""")],
            Audit = [Json("""{"user":"anna"}""")],
        };
        var result = await store.CommitAsync(commit, default);

        Assert.Equal([0, 0], result.Previous);
        Assert.Equal(result.First + 1, result.VersionOf(1));
        Assert.Equal(result.First + 4, store.Head);
        var entries = await TailToAsync(store, result.First - 1, result.First + 4);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => result.First + i), entries.Select(entry => entry.Position));
        Assert.Equal(
            [LogStream.Changes, LogStream.Changes, LogStream.Events, LogStream.Events, LogStream.Audit], entries.Select(entry => entry.Stream));
        Assert.Equal("""{"type":"two"}""", entries[3].Document.ToString());
    }

    [StoreFact]
    public async Task Create_where_a_record_stands_conflicts_and_names_what_stands_there()
    {
        await using var store = await OpenAsync();
        var version = (await store.CommitAsync(Set(Key("a"), Json(1), expected: 0), default)).VersionOf(0);

        var conflict = await Assert.ThrowsAsync<CommitConflictException>(async () => await store.CommitAsync(Set(Key("a"), Json(2), expected: 0), default));
        Assert.Equal(Key("a"), conflict.Key);
        Assert.Equal(version, conflict.Current!.Version);
        Assert.Equal("""{"n":1}""", conflict.Current.Document.ToString());
    }

    [StoreFact]
    public async Task Update_at_another_version_or_of_nothing_conflicts()
    {
        await using var store = await OpenAsync();
        var version = (await store.CommitAsync(Set(Key("a"), Json(1)), default)).VersionOf(0);

        await Assert.ThrowsAsync<CommitConflictException>(async () => await store.CommitAsync(Set(Key("a"), Json(2), version + 1), default));
        var conflict = await Assert.ThrowsAsync<CommitConflictException>(async () => await store.CommitAsync(Set(Key("b"), Json(2), version), default));
        Assert.Null(conflict.Current);
        var updated = await store.CommitAsync(Set(Key("a"), Json(2), version), default);
        Assert.Equal([version], updated.Previous);
        Assert.True(updated.First > version);
    }

    [StoreFact]
    public async Task A_commit_with_one_conflict_writes_nothing_of_itself()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync(Set(Key("a"), Json(1)), default);
        var head = store.Head;
        var commit = new FleetCommit
        {
            Mutations = [new Mutation(Key("b"), Json(2)), new Mutation(Key("a"), Json(2)) { ExpectedVersion = 0 }],
            Events = [Json("{}")],
            Audit = [Json("{}")],
        };

        await Assert.ThrowsAsync<CommitConflictException>(async () => await store.CommitAsync(commit, default));
        Assert.Null(await store.GetAsync(Key("b"), default));
        Assert.Equal(head, store.Head);
        Assert.Empty(await store.ReadLogAsync(LogStream.Events, 0, 10, default));
        Assert.Empty(await store.ReadLogAsync(LogStream.Audit, 0, 10, default));
        Assert.Single(await store.ReadLogAsync(LogStream.Changes, 0, 10, default));
    }

    [StoreFact]
    public async Task A_failing_commit_does_not_hurt_those_written_with_it()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync(Set(Key("taken"), Json(0)), default);
        var commits = Enumerable.Range(0, 200)
            .Select(i => store.CommitAsync(i % 2 == 0 ? Set(Key($"w{i}"), Json(i), 0) : Set(Key("taken"), Json(i), 0), default).AsTask())
            .ToArray();
        await Assert.ThrowsAsync<CommitConflictException>(() => Task.WhenAll(commits));

        Assert.All(commits.Select((task, i) => (task, i)), each => Assert.Equal(each.i % 2 == 0, each.task.IsCompletedSuccessfully));
        Assert.Equal(101, (await ReadAllAsync(store, "prod")).Count);
    }

    [StoreFact]
    public async Task Of_writers_racing_for_one_version_one_wins()
    {
        await using var store = await OpenAsync();
        var version = (await store.CommitAsync(Set(Key("a"), Json(0)), default)).VersionOf(0);
        var wins = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            try
            {
                await store.CommitAsync(Set(Key("a"), Json(i), version), default);
                return 1;
            }
            catch (CommitConflictException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, wins.Sum());
    }

    [StoreFact]
    public async Task Delete_logs_the_last_state_and_a_delete_of_nothing_is_no_entry()
    {
        await using var store = await OpenAsync();
        var version = (await store.CommitAsync(Set(Key("a"), Json(1)), default)).VersionOf(0);
        var nothing = await store.CommitAsync(Set(Key("b"), null), default);
        Assert.Equal([0], nothing.Previous);
        var deletion = await store.CommitAsync(Set(Key("a"), null, version), default);

        Assert.Equal([version], deletion.Previous);
        Assert.Null(await store.GetAsync(Key("a"), default));
        var entries = await store.ReadLogAsync(LogStream.Changes, version, 10, default);
        var entry = Assert.Single(entries);
        Assert.Equal((StoreEventType.Deleted, deletion.First, """{"n":1}"""), (entry.Type, entry.Position, entry.Document.ToString()));
        Assert.Equal(version, entry.Previous!.Version);
        await Assert.ThrowsAsync<CommitConflictException>(async () => await store.CommitAsync(Set(Key("a"), null, version), default));
    }

    [StoreFact]
    public async Task A_record_created_again_has_a_newer_version()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync(Set(Key("a"), Json(1)), default);
        var deleted = await store.CommitAsync(Set(Key("a"), null), default);
        var created = await store.CommitAsync(Set(Key("a"), Json(2), expected: 0), default);
        Assert.True(created.First > deleted.First);
    }

    [StoreFact]
    public async Task Unlogged_mutations_have_versions_but_nobody_hears_of_them()
    {
        await using var store = await OpenAsync();
        var secret = await store.CommitAsync(Set(Key("s", "$secrets"), Json(1), 0, logged: false), default);
        var again = await store.CommitAsync(Set(Key("s", "$secrets"), Json(2), secret.VersionOf(0), logged: false), default);
        var shown = await store.CommitAsync(Set(Key("a"), Json(3)), default);

        Assert.True(again.First > secret.First);
        Assert.Equal(again.VersionOf(0), (await store.GetAsync(Key("s", "$secrets"), default))!.Version);
        var entries = await TailToAsync(store, 0, shown.First);
        Assert.Equal([shown.First], entries.Select(entry => entry.Position));
    }

    [StoreFact]
    public async Task Fence_of_an_older_epoch_is_refused_and_the_ownership_is_a_logged_change()
    {
        await using var store = await OpenAsync();
        Assert.Equal(1, await store.AcquireAsync("prod", "silo-1", default));
        var first = new Fence("prod", 1);
        await store.CommitAsync(Set(Key("a"), Json(1)) with { Fence = first }, default);
        Assert.Equal(2, await store.AcquireAsync("prod", "silo-2", default));

        var fenced = await Assert.ThrowsAsync<FencedException>(async () => await store.CommitAsync(Set(Key("a"), Json(2)) with { Fence = first }, default));
        Assert.Equal(2, fenced.CurrentEpoch);
        await store.CommitAsync(Set(Key("a"), Json(3)) with { Fence = new Fence("prod", 2) }, default);
        Assert.Equal(1, await store.AcquireAsync("other", "silo-1", default));

        var record = await store.GetAsync(RecordKey.Ownership("prod"), default);
        Assert.Equal(new OwnershipRecord("silo-2", 2), OwnershipRecord.Read(record!.Document));
        var changes = await store.ReadLogAsync(LogStream.Changes, 0, 100, default);
        Assert.Equal(2, changes.Count(entry => entry.Key == RecordKey.Ownership("prod")));
    }

    [StoreFact]
    public async Task Fence_of_a_partition_nobody_acquired_is_refused()
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAsync<FencedException>(async () => await store.CommitAsync(Set(Key("a"), Json(1)) with { Fence = new Fence("prod", 1) }, default));
    }

    [StoreFact]
    public async Task Racing_acquisitions_each_get_their_own_epoch()
    {
        await using var store = await OpenAsync();
        var epochs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => store.AcquireAsync("prod", $"silo-{i}", default).AsTask()));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), epochs.Order());
    }

    [StoreFact]
    public async Task A_record_named_twice_is_refused()
    {
        await using var store = await OpenAsync();
        var commit = new FleetCommit { Mutations = [new Mutation(Key("a"), Json(1)), new Mutation(Key("a"), Json(2))] };
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(commit, default));
    }

    [StoreFact]
    public async Task An_empty_commit_takes_no_position()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync(Set(Key("a"), Json(1)), default);
        var head = store.Head;
        await store.CommitAsync(new FleetCommit(), default);
        Assert.Equal(head, store.Head);
    }

    [StoreFact]
    public async Task Read_orders_by_resource_then_namespace_then_name_and_keeps_partitions_apart()
    {
        await using var store = await OpenAsync();
        (GroupResource Resource, string Namespace, string Name)[] ordered =
        [
            (new GroupResource("", "pods"), "a", "z"), (Workloads, "", "cluster-scoped"), (Workloads, "a-b", "x"), (Workloads, "a", "a.b"), (Workloads, "a", "a/b"),
            (Workloads, "b", "a"),
        ];
        foreach (var (resource, space, name) in ordered.Reverse())
        {
            await store.CommitAsync(Set(new RecordKey("prod", new ObjectKey(resource, space, name)), Json(1)), default);
        }

        await store.CommitAsync(Set(Key("other", "dev"), Json(1)), default);
        var read = (await ReadAllAsync(store, "prod")).Select(record => (record.Key.Object.Resource, record.Key.Object.Namespace, record.Key.Object.Name));
        Assert.Equal(ordered, read);
        Assert.Equal(5, (await ReadAllAsync(store, "prod", Workloads)).Count);
        Assert.Empty(await ReadAllAsync(store, "nobody"));
    }

    [StoreFact]
    public async Task A_partition_of_thousands_is_read_whole_and_once()
    {
        await using var store = await OpenAsync();
        const int Count = 3000;
        for (var i = 0; i < Count; i += 500)
        {
            await store.CommitAsync(new FleetCommit { Mutations = [.. Enumerable.Range(i, 500).Select(n => new Mutation(Key($"w{n:0000}"), Json(n)))] }, default);
        }

        var records = await ReadAllAsync(store, "prod");
        Assert.Equal(Enumerable.Range(0, Count).Select(n => $"w{n:0000}"), records.Select(record => record.Key.Object.Name));
        Assert.Equal(Enumerable.Range(0, Count).Select(n => $$"""{"n":{{n}}}"""), records.Select(record => record.Document.ToString()));
    }

    [StoreFact]
    public async Task Big_documents_come_back_as_they_were()
    {
        await using var store = await OpenAsync();
        var text = $$"""{"data":"{{new string('x', 1_500_000)}}","ünïcode":"☸","n":1.50}""";
        var created = await store.CommitAsync(Set(Key("big"), Json(text)), default);
        var updated = await store.CommitAsync(Set(Key("big"), Json(text)) with { Events = [Json(text)] }, default);

        Assert.Equal(text, (await store.GetAsync(Key("big"), default))!.Document.ToString());
        var entries = await TailToAsync(store, created.First, updated.First + 1);
        Assert.Equal(text, entries[0].Previous!.Document.ToString());
        Assert.Equal(text, entries[1].Document.ToString());
    }

    [StoreFact]
    public async Task A_cancelled_commit_is_not_written()
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.CommitAsync(Set(Key("a"), Json(1)), new CancellationToken(true)));
        Assert.Null(await store.GetAsync(Key("a"), default));
    }
}
