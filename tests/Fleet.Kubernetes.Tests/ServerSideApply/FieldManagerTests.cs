using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.ServerSideApply;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.ServerSideApply;

public class FieldManagerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly GroupVersionKind DeploymentKind = new("apps", "v1", "Deployment");
    private static readonly Schema Deployment = BuiltInSchemas.Instance.Find(DeploymentKind)!;
    private static readonly GroupVersionKind ConfigMapKind = new("", "v1", "ConfigMap");
    private readonly FieldManager _fieldManager = new();

    [Fact]
    public void Managers_without_number_are_refused()
    {
        var entries = Enumerable.Range(0, 1001).Select(i => $$"""{"manager":"m{{i}}","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:a":{} } }""");
        Assert.False(ManagedFields.TryDecode(Document.Parse($"[{string.Join(',', entries)}]").Root, new FieldSetPool(), out _, out var error));
        Assert.Equal("1001 managers, at most 1000 are accepted", error);
    }

    [Fact]
    public void Apply_removes_what_its_manager_gives_up_and_nobody_else_owns()
    {
        var live = Apply(null, "m1", ConfigMap("""{"a":"1","b":"2","c":"3"}"""));
        live = Apply(live, "m2", ConfigMap("""{"b":"2"}"""));
        live = Apply(live, "m1", ConfigMap("""{"a":"1"}"""));
        Assert.Equal("""{"a":"1","b":"2"}""", live["data"u8].ToString());
        live = Apply(live, "m2", ConfigMap("{}"));
        Assert.Equal("""{"a":"1"}""", live["data"u8].ToString());
    }

    [Fact]
    public void Apply_conflicts_name_managers_and_force_takes_over()
    {
        var live = Apply(null, "m1", ConfigMap("""{"a":"1","b":"2"}"""));
        var conflict = Assert.Throws<ApplyConflictException>(() => Apply(live, "m2", ConfigMap("""{"a":"x","b":"y"}""")));
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"m1\":\n- .data.a\n- .data.b", conflict.Message);
        live = Apply(live, "m2", ConfigMap("""{"a":"x"}"""), force: true);
        Assert.Equal("""{"a":"x","b":"2"}""", live["data"u8].ToString());
        Assert.Equal("""{"f:data":{"f:b":{}}}""", Fields(live, "m1"));
        Assert.Equal("""{"f:data":{"f:a":{}}}""", Fields(live, "m2"));
    }

    [Fact]
    public void Apply_that_changes_nothing_gives_a_new_manager_no_time()
    {
        var live = Apply(null, "m1", ConfigMap("""{"a":"1"}"""));
        live = Apply(live, "m2", ConfigMap("""{"a":"1"}"""));
        Assert.False(live["metadata"u8]["managedFields"u8][0]["time"u8].Exists);
        Assert.Equal("m2", live["metadata"u8]["managedFields"u8][0]["manager"u8].AsString());
    }

    [Fact]
    public void Apply_to_an_object_nobody_tracks_notes_who_was_there_before()
    {
        var live = Document.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","uid":"u"},"data":{"a":"1","b":"2"}}""");
        var conflict = Assert.Throws<ApplyConflictException>(() => Apply(live, "m", ConfigMap("""{"a":"x"}""")));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a", conflict.Message);
        live = Apply(live, "m", ConfigMap("""{"a":"x"}"""), force: true);
        Assert.Equal("""{"f:data":{".":{},"f:b":{}}}""", Fields(live, "before-first-apply"));
    }

    [Fact]
    public void Update_of_an_object_nobody_tracks_keeps_it_so()
    {
        var live = Document.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","uid":"u"},"data":{"a":"1"}}""");
        var updated = Document.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","uid":"u"},"data":{"a":"2"}}""");
        Assert.Equal(updated.ToString(), _fieldManager.Update(live, updated, Context(ConfigMapKind, "m")).ToString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void Update_with_empty_managed_fields_resets_them(string managedFields)
    {
        var live = Apply(null, "m1", ConfigMap("""{"a":"1"}""")).Root.ToNode();
        live["metadata"]!["uid"] = "u";
        var sent = live.Clone();
        sent["metadata"]!["managedFields"] = Document.Parse(managedFields);
        var updated = _fieldManager.Update(live.ToDocument(), sent.ToDocument(), Context(ConfigMapKind, "m2"));
        Assert.False(updated["metadata"u8]["managedFields"u8].Exists);
    }

    [Fact]
    public void Update_caps_its_managers_by_merging_the_oldest()
    {
        Document? live = null;
        for (var i = 0; i < 14; i++)
        {
            var data = string.Join(',', Enumerable.Range(0, i + 1).Select(key => $"\"k{key:00}\":\"1\""));
            var updated = (live ?? ConfigMap("{}")).Root.ToNode();
            updated["data"] = Document.Parse($"{{{data}}}");
            updated["metadata"]!["uid"] = "u";
            live = _fieldManager.Update(live, updated.ToDocument(), Context(ConfigMapKind, $"m{i:00}") with { Now = Start.AddMinutes(i) });
        }

        var entries = live!["metadata"u8]["managedFields"u8].Items.ToList();
        Assert.Equal(10, entries.Count);
        Assert.Equal("ancient-changes", entries[0]["manager"u8].AsString());
        Assert.Equal("2026-01-02T03:08:05Z", entries[0]["time"u8].AsString());
        Assert.Equal(6, FieldSet.FromFieldsV1(entries[0]["fieldsV1"u8]).Count);
    }

    [Fact]
    public void Kubectl_takes_over_what_it_applied_from_the_client()
    {
        var config = """{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"c"}}""";
        var created = ConfigMap("""{"a":"1","b":"2"}""").Root.ToNode();
        created["metadata"]!["annotations"] = DocumentNode.Object(("kubectl.kubernetes.io/last-applied-configuration", config + "\n"));
        var live = _fieldManager.Update(null, created.ToDocument(), Context(ConfigMapKind, "kubectl-client-side-apply"));
        Assert.Throws<ApplyConflictException>(() => Apply(live, "other", ConfigMap("""{"a":"3"}""")));
        live = Apply(live, "kubectl", ConfigMap("""{"a":"3"}"""));
        Assert.Equal("3", live["data"u8]["a"u8].AsString());
        Assert.Equal(
            """{"apiVersion":"v1","data":{"a":"3"},"kind":"ConfigMap","metadata":{"name":"c"}}""" + "\n",
            live["metadata"u8]["annotations"u8]["kubectl.kubernetes.io/last-applied-configuration"u8].AsString());
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Secret"}""", "invalid object type: /v1, Kind=Secret")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","managedFields":[]}}""", "metadata.managedFields must be nil")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":[]}""", "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .data: expected map, got &{[]}")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","finalizers":"x"}}""", "failed to create typed patch object (/c; /v1, Kind=ConfigMap): .metadata.finalizers: expected list, got &{x}")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"immutable":"yes","data":{"n":5}}""", "failed to create typed patch object (/c; /v1, Kind=ConfigMap): errors:\n  .immutable: expected boolean, got &{yes}\n  .data.n: expected string, got &value.valueUnstructured{Value:5}")]
    public void Apply_refuses_what_does_not_fit_in_upstreams_words(string config, string message) =>
        Assert.Equal(message, Assert.Throws<ApplyException>(() => Apply(null, "m", Document.Parse(config))).Message);

    [Fact]
    public void Entries_of_versions_that_are_not_served_go()
    {
        var live = Apply(null, "m1", ConfigMap("""{"a":"1"}""")).Root.ToNode();
        live["metadata"]!["managedFields"]!.Items[0]["apiVersion"] = "v0";
        var applied = Apply(live.ToDocument(), "m2", ConfigMap("""{"a":"2"}"""));
        Assert.Equal("m2", Assert.Single(applied["metadata"u8]["managedFields"u8].Items.ToList())["manager"u8].AsString());
    }

    [Fact]
    public void Owning_a_part_of_what_has_become_atomic_is_owning_the_whole()
    {
        var live = Document.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","uid":"u","managedFields":[
             {"manager":"old","operation":"Apply","apiVersion":"apps/v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:selector":{"f:matchLabels":{"f:app":{}}}}}}]},
             "spec":{"selector":{"matchLabels":{"app":"web"}}}}
            """);
        var config = Document.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"other"}}}}""");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"old\": .spec.selector", Assert.Throws<ApplyConflictException>(() => Apply(live, "new", config)).Message);
    }

    [Theory]
    [InlineData("""["a","b","c"]""", """["c","x","a"]""", """["b","c","x","a"]""")]
    [InlineData("""["a","b"]""", """["x"]""", """["a","b","x"]""")]
    [InlineData("""["a","b","c","d"]""", """["x","b","y","d"]""", """["a","x","b","c","y","d"]""")]
    public void Lists_interleave_both_orders(string live, string config, string expected)
    {
        static Document WithFinalizers(string list) => Document.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","finalizers":{{{list}}}}}""");
        var merged = Apply(Apply(null, "m1", WithFinalizers(live)), "m2", WithFinalizers(config));
        Assert.Equal(expected, merged["metadata"u8]["finalizers"u8].ToString());
    }

    [Property(MaxTest = 200)]
    public Property Applying_twice_is_applying_once() => Prop.ForAll(DeploymentConfigs.Generator().ToArbitrary(), DeploymentConfigs.Generator().ToArbitrary(), (first, second) =>
    {
        var live = Apply(Apply(null, "m1", first), "m2", second, force: true);
        var again = Apply(live, "m2", second, later: 60);
        return again.ToString() == live.ToString() && ManagedFieldsTimestamps.KeepWhenUnchanged(live, again) == live;
    });

    [Property(MaxTest = 200)]
    public Property Owners_cover_what_was_applied_and_nothing_else() => Prop.ForAll(DeploymentConfigs.Generator().ToArbitrary(), DeploymentConfigs.Generator().ToArbitrary(), (first, second) =>
    {
        var live = Apply(Apply(null, "m1", first), "m2", second, force: true);
        ManagedFields.TryDecode(live["metadata"u8]["managedFields"u8], new FieldSetPool(), out var managed, out _);
        var owned = managed!.Entries.Aggregate(FieldSet.Empty, (set, entry) => set.Union(entry.Fields));
        var present = FieldSet.FromObject(ObjectParts.WithoutManagedFields(live).Root, Deployment).Difference(FieldSet.Of(FieldPath.Of("apiVersion"), FieldPath.Of("kind"), FieldPath.Of("metadata", "name")));
        var mine = managed.Entries.SingleOrDefault(entry => entry.Manager == "m2")?.Fields ?? FieldSet.Empty;
        return owned.Equals(present) && FieldSet.FromObject(second.Root, Deployment).Leaves().Difference(FieldSet.Of(FieldPath.Of("apiVersion"), FieldPath.Of("kind"), FieldPath.Of("metadata", "name"))).IsSubsetOf(mine);
    });

    [Property(MaxTest = 200)]
    public Property Giving_everything_up_leaves_what_the_other_manager_applied() => Prop.ForAll(DeploymentConfigs.Generator().ToArbitrary(), DeploymentConfigs.Generator().ToArbitrary(), (first, second) =>
    {
        var nothing = Document.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}""");
        var live = Apply(Apply(Apply(null, "m1", first), "m2", second, force: true), "m1", nothing);
        var fields = FieldSet.FromObject(WithoutNulls(ObjectParts.WithoutManagedFields(live)), Deployment);
        return fields.Leaves().Equals(FieldSet.FromObject(second.Root, Deployment).Leaves()) && Contains(live.Root, second.Root);
    });

    private static DocumentValue WithoutNulls(Document value) => Fleet.Kubernetes.Defaulting.Normalisation.WithoutNulls(value.Root).ToValue();

    private static bool Contains(DocumentValue value, DocumentValue part) => part.IsObject
        ? part.Members.ToList().All(member => Contains(value[member.Name], member.Value))
        : part.IsArray || part.DeepEquals(value);

    private static Document ConfigMap(string data) => Document.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{{data}}}""");

    private static string Fields(Document live, string manager) =>
        live["metadata"u8]["managedFields"u8].Items.ToList().Single(entry => entry["manager"u8].AsString() == manager)["fieldsV1"u8].ToString();

    private static FieldManagerContext Context(GroupVersionKind kind, string manager) => new()
    {
        Schema = BuiltInSchemas.Instance.Find(kind)!,
        Kind = kind,
        Manager = manager,
        Now = Start,
    };

    private Document Apply(Document? live, string manager, Document config, bool force = false, int later = 0)
    {
        var kind = config["kind"u8].AsString() == "Deployment" ? DeploymentKind : ConfigMapKind;
        return _fieldManager.Apply(live, config, Context(kind, manager) with { Now = Start.AddSeconds(later) }, force);
    }
}
