using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Patches;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Patches;

/// <summary>The suite of json-patch/json-patch-tests.</summary>
[Trait("Category", "Conformance")]
public class JsonPatchConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Json_patch_suite_passes()
    {
        if (ConformanceData.Find("drift/json-patch") is not { } folder)
        {
            ConformanceSuite.SkipMissing("drift/json-patch", output);
            return;
        }

        var suite = new ConformanceSuite("json-patch", output);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var test in Document.Parse(File.ReadAllBytes(file)).Root.Items)
            {
                var id = $"{Path.GetFileName(file)}[{number++}] {test["comment"u8].AsString()}";
                if (test["disabled"u8].AsBoolean() == true || !(test["expected"u8].Exists || test["error"u8].Exists))
                {
                    suite.Skip();
                    continue;
                }

                suite.Run(id, () => Check(test));
            }
        }

        suite.Complete();
    }

    private static void Check(DocumentValue test)
    {
        Document Apply() => JsonPatch.Apply(test["doc"u8].ToDocument(), test["patch"u8].ToDocument(), JsonPatchDialect.Rfc6902);
        if (test["error"u8].Exists)
        {
            Assert.Throws<PatchException>(Apply);
        }
        else
        {
            var actual = Apply();
            Assert.True(actual.Root.DeepEquals(test["expected"u8]), $"{actual} instead of {test["expected"u8]}");
        }
    }
}
