using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Patches;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.ServerSideApply;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Patches;

/// <summary>Recorded sessions of <c>kubectl edit</c>: each edited object must give the patch that kubectl sent.</summary>
[Trait("Category", "Conformance")]
public class KubectlEditConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Edits_give_the_patches_kubectl_sends()
    {
        if (ConformanceData.Find("drift/kubectl-edit") is not { } folder)
        {
            ConformanceSuite.SkipMissing("drift/kubectl-edit", output);
            return;
        }

        var suite = new ConformanceSuite("kubectl-edit", output);
        foreach (var session in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            suite.Run(Path.GetFileName(session), () => new Session(session).Run());
        }

        suite.Complete();
    }

    private sealed class Session(string folder)
    {
        private readonly Document _test = YamlReader.Read(File.ReadAllText(Path.Combine(folder, "test.yaml")));

        public void Run()
        {
            var editsLastApplied = _test["mode"u8].AsString() == "edit-last-applied";
            var saves = _test["saveConfig"u8].AsString() == "true";
            var expected = new List<Document>();
            List<Document> before = [], after = [];
            var live = new Dictionary<string, Document>();
            foreach (var step in _test["steps"u8].Items)
            {
                if (step["type"u8].AsString() == "edit")
                {
                    before = Objects(step["expectedInput"u8].AsString()!);
                    after = Objects(step["resultingOutput"u8].AsString()!);
                    continue;
                }

                var path = step["expectedPath"u8].AsString()!;
                if (step["expectedMethod"u8].AsString() == "GET" && step["resultingStatusCode"u8].AsInt64() == 200)
                {
                    foreach (var value in Objects(step["resultingOutput"u8].AsString()!))
                    {
                        live[$"{value["kind"u8].AsString()}/{Name(value)}"] = value;
                    }
                }
                else if (step["expectedMethod"u8].AsString() == "PATCH")
                {
                    Check(step, path, live, after, editsLastApplied, saves);
                    expected.Add(Read(step["expectedInput"u8].AsString()!)[0]);
                }
            }

            // An object that was not edited gives no patch.
            var unchanged = after.Where(value => before.Any(other => other.Root.DeepEquals(value.Root)));
            Assert.All(unchanged, value => Assert.Equal(0, MergePatch.Create(value.Root, value.Root).Root.Count));
            Assert.Equal(_test["steps"u8].Items.ToList().Count(step => step["expectedMethod"u8].AsString() == "PATCH"), expected.Count);
        }

        private void Check(DocumentValue step, string path, Dictionary<string, Document> live, List<Document> after, bool editsLastApplied, bool saves)
        {
            var name = path[(path.LastIndexOf('/') + 1)..];
            var plural = path.Split('/')[^2];
            bool IsIt(Document value) => Name(value) == name && plural.StartsWith(value["kind"u8].AsString("").ToLowerInvariant(), StringComparison.Ordinal);
            var modified = after.Single(IsIt);

            // A file that is edited again already holds the first edit: the patch starts from the object as the server gave it.
            // kubectl knows the kind of what it asked for, whether the answer says it or not.
            var server = live.Values.Single(IsIt).Root.ToNode();
            server.SetDefault("apiVersion", modified["apiVersion"u8].ToNode());
            server.SetDefault("kind", modified["kind"u8].ToNode());
            var original = server.ToDocument();
            if (editsLastApplied)
            {
                modified = LastAppliedAnnotation.Set(original, modified);
            }
            else if (saves)
            {
                modified = LastAppliedAnnotation.Set(modified, modified);
            }

            var isStrategic = step["expectedContentType"u8].AsString() == "application/strategic-merge-patch+json";
            var patch = isStrategic
                ? StrategicMergePatch.Create(original.Root, modified.Root, BuiltInSchemas.Instance.Find(GroupVersionKind.Of(modified.Root))!)
                : MergePatch.Create(original.Root, modified.Root);
            var expected = Read(step["expectedInput"u8].AsString()!)[0];
            Assert.True(patch.Root.DeepEquals(expected.Root), $"{path}: {patch} instead of {expected}");
            var applied = isStrategic ? StrategicMergePatch.Apply(original, patch, BuiltInSchemas.Instance.Find(GroupVersionKind.Of(modified.Root))!) : MergePatch.Apply(original, patch);
            Assert.True(applied.Root.DeepEquals(modified.Root), $"{path}: applied gives {applied} instead of {modified}");
        }

        private static string Name(Document value) => value["metadata"u8]["name"u8].AsString("");

        private List<Document> Objects(string file)
        {
            try
            {
                return Read(file).SelectMany(value => value["items"u8].Exists ? value["items"u8].Items.ToList().ConvertAll(item => item.ToDocument()) : [value]).ToList();
            }
            catch (YamlFormatException)
            {
                // Two sessions begin with an edit that kubectl refuses.
                return [];
            }
        }

        private IReadOnlyList<Document> Read(string file) => YamlReader.ReadAll(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(folder, file))));
    }
}
