using System.Globalization;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.ServerSideApply;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.ServerSideApply;

/// <summary>
/// The recorded writes of a real API server, each step on its own: the stored object is the one recorded before, and managedFields (for applies the
/// whole object) must come out as recorded.
/// </summary>
public class RecordedApplyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("ssa")]
    [InlineData("patch")]
    [Trait("Category", "Conformance")]
    public void Recorded_writes_give_the_recorded_managed_fields(string folder)
    {
        if (ConformanceData.Find("kube-apiserver/" + folder) is not { } path)
        {
            ConformanceSuite.SkipMissing("kube-apiserver/" + folder, output);
            return;
        }

        var suite = new ConformanceSuite("managed-fields-" + folder, output);
        foreach (var file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            new RecordedScenario(Document.Parse(File.ReadAllBytes(file)), suite).Run();
        }

        // What goes through the scale subresource, a kind's own rules or a reference to an earlier answer is left to the replay over HTTP.
        suite.Complete(0.9);
    }

    private sealed class RecordedScenario(Document scenario, ConformanceSuite suite)
    {
        private readonly FieldManager _fieldManager = new();
        private readonly Dictionary<string, Document> _stored = [];
        private readonly Dictionary<GroupVersionKind, Schema> _customKinds = [];

        public void Run()
        {
            foreach (var step in scenario["steps"u8].Items)
            {
                var request = step["request"u8];
                var response = step["response"u8];
                var body = response["body"u8];
                var isWrite = request["method"u8].AsString() is "POST" or "PUT" or "PATCH";
                var isDryRun = request["query"u8]["dryRun"u8].Exists;
                var key = Key(request["path"u8].AsString(""), body, request["method"u8].AsString(""));
                var id = $"{scenario["name"u8].AsString()}/{step["id"u8].AsString()}";
                if (isWrite && body.IsObject)
                {
                    LearnCustomKind(body);
                    Check(id, request, response, key);
                }

                if (request["method"u8].AsString() == "DELETE")
                {
                    _stored.Remove(key);
                }
                else if (!isDryRun && !key.EndsWith("/scale", StringComparison.Ordinal) && body["metadata"u8]["uid"u8].Exists && response["status"u8].AsInt64() < 300)
                {
                    _stored[key.Replace("/status", "", StringComparison.Ordinal)] = body.ToDocument();
                }
            }
        }

        private static string Key(string path, DocumentValue body, string method)
        {
            path = path.Replace("v1beta1", "v1", StringComparison.Ordinal).Replace("/v2/", "/v1/", StringComparison.Ordinal);
            return method == "POST" ? $"{path}/{body["metadata"u8]["name"u8].AsString()}" : path;
        }

        private void LearnCustomKind(DocumentValue body)
        {
            if (body["kind"u8].AsString() == "CustomResourceDefinition")
            {
                foreach (var (kind, schema) in CrdSchemaReader.Read(body))
                {
                    _customKinds[kind] = schema;
                }
            }
        }

        private void Check(string id, DocumentValue request, DocumentValue response, string key)
        {
            var contentType = request["headers"u8]["content-type"u8].AsString("");
            var isApply = contentType.Contains("apply-patch", StringComparison.Ordinal);
            var subresource = key.EndsWith("/status", StringComparison.Ordinal) ? "status" : key.EndsWith("/scale", StringComparison.Ordinal) ? "scale" : "";
            var body = response["body"u8];
            var status = response["status"u8].AsInt64();
            var live = _stored.GetValueOrDefault(subresource.Length == 0 ? key : key[..^(subresource.Length + 1)]);
            var isConflict = body["reason"u8].AsString() == "Conflict" && body["message"u8].AsString("").StartsWith("Apply failed", StringComparison.Ordinal);
            var isTypedError = body["message"u8].AsString("").StartsWith("failed to create typed", StringComparison.Ordinal);
            if (subresource == "scale" || (status >= 300 && !(isApply && (isConflict || isTypedError))) || (!isApply && body["kind"u8].AsString() is "Status" or "SelfSubjectAccessReview"))
            {
                return;
            }

            var config = !isApply ? null : Config(request["body"u8]);
            if (isApply && config is null)
            {
                return;
            }

            var kind = GroupVersionKind.Of(isApply ? config!.Root : body);
            var schema = BuiltInSchemas.Instance.Find(kind) ?? _customKinds.GetValueOrDefault(kind);
            if (schema is null)
            {
                suite.Skip();
                return;
            }

            suite.Run(id, () =>
            {
                var times = body["metadata"u8]["managedFields"u8].Items.ToList().Select(entry => entry["time"u8].AsString("")).Where(time => time.Length > 0).ToList();
                var context = new FieldManagerContext
                {
                    Schema = schema,
                    Kind = kind,
                    Manager = request["query"u8]["fieldManager"u8].AsString() ?? request["headers"u8]["user-agent"u8].AsString("").Split('/')[0],
                    Now = times.Count == 0 ? DateTimeOffset.UnixEpoch : DateTimeOffset.Parse(times.Max()!, CultureInfo.InvariantCulture),
                    Subresource = subresource,
                    ResetFields = FieldSet.Of(subresource == "status" ? [FieldPath.Of("spec"), FieldPath.Of("metadata")] : [FieldPath.Of("status")]),
                };
                if (isApply)
                {
                    CheckApply(live, config!, context, request["query"u8]["force"u8].AsString() == "true", body);
                }
                else
                {
                    CheckUpdate(live, request, context, body);
                }
            });
        }

        private static Document? Config(DocumentValue body)
        {
            try
            {
                return body.AsString() is { } yaml ? YamlReader.Read(yaml) : body.ToDocument();
            }
            catch (YamlFormatException)
            {
                return null;
            }
        }

        private void CheckApply(Document? live, Document config, FieldManagerContext context, bool force, DocumentValue expected)
        {
            Document actual;
            try
            {
                actual = _fieldManager.Apply(live, config, context, force);
            }
            catch (Exception error) when (error is ApplyException or ApplyConflictException)
            {
                Assert.Equal(expected["message"u8].AsString(), error.Message);
                return;
            }

            Assert.Equal(Pretty(expected["metadata"u8]["managedFields"u8]), Pretty(actual["metadata"u8]["managedFields"u8]));
            if (BuiltInSchemas.Instance.Find(context.Kind) is null)
            {
                return;
            }

            var node = Normalisation.Apply(context.Kind, actual.Root);
            Defaults.Apply(context.Kind, node);
            Assert.Equal(Comparable(expected), Comparable(node.ToValue()));
        }

        private void CheckUpdate(Document? live, DocumentValue request, FieldManagerContext context, DocumentValue expected)
        {
            // Owners are noted before the strategy of a kind fills in what only it knows, so a created object is compared as it was sent.
            var updated = live is null ? Normalisation.Apply(context.Kind, request["body"u8]) : expected.ToNode();
            if (live is null)
            {
                Defaults.Apply(context.Kind, updated);
            }

            updated["metadata"]?.Remove("managedFields");
            if (request["body"u8]["metadata"u8]["managedFields"u8] is { Exists: true } sent)
            {
                updated["metadata"]!["managedFields"] = sent.ToNode();
            }

            var actual = _fieldManager.Update(live, updated.ToDocument(), context);
            actual = live is null ? actual : ManagedFieldsTimestamps.KeepWhenUnchanged(live, actual);
            Assert.Equal(Pretty(expected["metadata"u8]["managedFields"u8]), Pretty(actual["metadata"u8]["managedFields"u8]));
        }

        private static string Pretty(DocumentValue value) => value.IsNullOrUndefined ? "" : Sorted(value).Replace("},{", "},\n{", StringComparison.Ordinal);

        private static string Comparable(DocumentValue value)
        {
            var node = value.ToNode();
            foreach (var name in new[] { "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "namespace" })
            {
                node["metadata"]?.Remove(name);
            }

            node.Remove("status");
            foreach (var name in new[] { "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy" })
            {
                node["spec"]?.Remove(name);
            }

            foreach (var port in node.At("spec", "ports") is { IsArray: true } ports ? ports.Items : [])
            {
                port.Remove("nodePort");
            }

            return Sorted(node.ToValue());
        }

        private static string Sorted(DocumentValue value) => value.Kind switch
        {
            DocumentKind.Object => $"{{{string.Join(',', value.Members.ToList().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{Sorted(member.Value)}"))}}}",
            DocumentKind.Array => $"[{string.Join(',', value.Items.ToList().Select(Sorted))}]",
            _ => value.ToString(),
        };
    }
}
