using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Patches;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Tests.ServerSideApply;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Patches;

public class PatchLawsTests
{
    private static readonly Schema Deployment = BuiltInSchemas.Instance.Find(new GroupVersionKind("apps", "v1", "Deployment"))!;

    [Property(MaxTest = 200)]
    public Property Merge_patch_made_from_two_objects_turns_one_into_the_other() => Prop.ForAll(Configs().ToArbitrary(), Configs().ToArbitrary(), (before, after) =>
        MergePatch.Apply(before, MergePatch.Create(before.Root, after.Root)).Root.DeepEquals(after.Root));

    [Property(MaxTest = 200)]
    public Property Strategic_patch_made_from_two_objects_turns_one_into_the_other() => Prop.ForAll(Configs().ToArbitrary(), Configs().ToArbitrary(), (before, after) =>
    {
        var patch = StrategicMergePatch.Create(before.Root, after.Root, Deployment);
        return StrategicMergePatch.Apply(before, patch, Deployment).Root.DeepEquals(after.Root);
    });

    [Property(MaxTest = 200)]
    public Property Three_way_patch_without_local_edits_is_an_update() => Prop.ForAll(Configs().ToArbitrary(), Configs().ToArbitrary(), (before, after) =>
    {
        var patch = StrategicMergePatch.CreateThreeWay(before.Root, after.Root, before.Root, Deployment);
        return StrategicMergePatch.Apply(before, patch, Deployment).Root.DeepEquals(after.Root)
            && ThreeWayMerge.Merge(before.Root, after.Root, before.Root).Root.DeepEquals(after.Root)
            && ThreeWayMerge.Merge(before.Root, before.Root, after.Root).Root.DeepEquals(after.Root);
    });

    [Fact]
    public void Merge_patch_of_very_many_nulls_takes_one_pass()
    {
        const int Members = 60_000;
        var target = Document.Parse($"{{{string.Join(',', Enumerable.Range(0, Members).Select(i => $"\"m{i}\":1"))}}}");
        var patch = Document.Parse($"{{{string.Join(',', Enumerable.Range(0, Members).Select(i => $"\"m{i}\":null"))},\"x\":null,\"y\":2,\"x\":3}}");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("""{"y":2,"x":3}""", MergePatch.Apply(target, patch).ToString());
        Assert.Equal("""{"x":3,"y":2}""", StrategicMergePatch.Apply(target, patch, Schema.Any).ToString());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public void A_json_patch_that_stacks_a_document_on_itself_is_refused()
    {
        const int Levels = Document.MaxDepth - 2;
        var deep = string.Concat(Enumerable.Repeat("{\"x\":", Levels)) + "{}" + new string('}', Levels);
        var path = "/a" + string.Concat(Enumerable.Repeat("/x", Levels));
        var error = Assert.Throws<PatchException>(() => JsonPatch.Apply(
            Document.Parse($"{{\"a\":{deep},\"b\":{deep}}}"), Document.Parse($$"""[{"op":"copy","from":"/b","path":"{{path}}"}]""")));
        Assert.Contains("deeper than 256 levels", error.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 200)]
    public Property Json_patch_finds_every_member_it_tests() => Prop.ForAll(Configs().ToArbitrary(), config =>
    {
        var operations = DocumentNode.Array();
        AddTests(config.Root, "", operations);
        return JsonPatch.Apply(config, operations.ToDocument()).Root.DeepEquals(config.Root)
            && JsonPatch.Apply(config, operations.ToDocument(), JsonPatchDialect.Rfc6902).Root.DeepEquals(config.Root);
    });

    [Fact]
    public void Json_patch_speaks_the_api_servers_dialect()
    {
        static string Apply(string target, string patch) => JsonPatch.Apply(Document.Parse(target), Document.Parse(patch)).ToString();
        Assert.Equal("""{"a":1}""", Apply("{}", """[{"op":"replace","path":"/a","value":1}]"""));
        Assert.Equal("""{"a":[1,3,2]}""", Apply("""{"a":[1,2]}""", """[{"op":"add","path":"/a/-2","value":3}]"""));
        Assert.Equal("""{"a":[1]}""", Apply("""{"a":[1,2]}""", """[{"op":"remove","path":"/a/-1"}]"""));
        Assert.Equal("""{"b":null}""", Apply("{}", """[{"op":"copy","from":"/a","path":"/b"}]"""));
        Assert.Equal("{}", Apply("{}", """[{"op":"test","path":"/a","value":null}]"""));
        Assert.Equal("[]", Apply("{}", """[{"op":"replace","path":"","value":[]}]"""));
        Assert.Equal(PatchErrorReason.BadRequest, Assert.Throws<PatchException>(() => Apply("{}", "{}")).Reason);
        Assert.Equal(PatchErrorReason.Invalid, Assert.Throws<PatchException>(() => Apply("{}", """[{"op":"zap","path":"/a"}]""")).Reason);
        var many = $"[{string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/a","value":null}""", JsonPatch.MaxOperations + 1))}]";
        Assert.Equal("The allowed maximum operations in a JSON patch is 10000, got 10001", Assert.Throws<PatchException>(() => Apply("{}", many)).Message);
    }

    [Fact]
    public void Json_patch_copies_are_bounded()
    {
        var operations = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"/a","path":"/a/x{{i}}"}"""));
        Assert.Throws<PatchException>(() => JsonPatch.Apply(Document.Parse("""{"a":{"b":"cccccccccccccccccccccccccccccc"}}"""), Document.Parse($"[{operations}]")));
    }

    [Theory]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"image":"x"}]}}}}""", "map: map[image:x] does not contain declared merge key: name")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"explode"}]}}}}""", "unknown patch type: explode in map: map[$patch:explode name:c]")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"merge"}]}}}}""", "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"spec":{"strategy":{"$retainKeys":["type"],"rollingUpdate":{}}}}""", "invalid patch format of retainKeys")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveListfinalizers":["a"]}}""", "invalid patch format of primitive list")]
    [InlineData("""{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"d"}],"containers":[{"name":"c"}]}}}}""", "The order in patch list:\n[map[name:c]]\n doesn't match $setElementOrder list:\n[map[name:d]]\n")]
    public void Strategic_patch_that_is_malformed_is_refused_in_upstreams_words(string patch, string message)
    {
        var target = Document.Parse("""{"metadata":{"finalizers":["a"]},"spec":{"strategy":{"type":"Recreate"},"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        Assert.Equal(message, Assert.Throws<PatchException>(() => StrategicMergePatch.Apply(target, Document.Parse(patch), Deployment)).Message);
    }

    [Theory]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""", """{"metadata":{"finalizers":["b"]}}""")]
    [InlineData("""{"metadata":{"finalizers":["c","b"]}}""", """{"metadata":{"finalizers":["c","a","b"]}}""")]
    [InlineData("""{"metadata":{"$setElementOrder/finalizers":["b","a"]}}""", """{"metadata":{"finalizers":["b","a"]}}""")]
    [InlineData("""{"metadata":{"$patch":"delete"}}""", """{"metadata":{}}""")]
    [InlineData("""{"metadata":{"$patch":"replace","name":"x"}}""", """{"metadata":{"name":"x"}}""")]
    [InlineData("""{"metadata":{"finalizers":null,"labels":null}}""", """{"metadata":{}}""")]
    public void Strategic_directives_take_effect(string patch, string expected) =>
        Assert.Equal(expected, StrategicMergePatch.Apply(Document.Parse("""{"metadata":{"finalizers":["a","b"]}}"""), Document.Parse(patch), Deployment).ToString());

    [Fact]
    public void Strategic_patch_of_long_lists_does_not_take_quadratic_time()
    {
        static Document WithFinalizers(IEnumerable<int> numbers) => Document.Parse($$$"""{"metadata":{"finalizers":[{{{string.Join(',', numbers.Select(number => $"\"f/{number}\""))}}}]}}""");
        var before = WithFinalizers(Enumerable.Range(0, 20_000));
        var after = WithFinalizers(Enumerable.Range(10_000, 20_000).Reverse());
        var patch = StrategicMergePatch.Create(before.Root, after.Root, Deployment);
        Assert.True(StrategicMergePatch.Apply(before, patch, Deployment).Root.DeepEquals(after.Root));
    }

    private static Gen<Document> Configs() => DeploymentConfigs.Generator();

    private static void AddTests(DocumentValue value, string path, DocumentNode operations)
    {
        operations.Items.Add(DocumentNode.Object(("op", "test"), ("path", path), ("value", value.ToNode())));
        foreach (var (name, member) in value.Members)
        {
            AddTests(member, $"{path}/{name.Replace("~", "~0").Replace("/", "~1")}", operations);
        }

        var index = 0;
        foreach (var item in value.Items)
        {
            AddTests(item, $"{path}/{index++}", operations);
        }
    }
}
