using System.Globalization;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Defaulting;

/// <summary>
/// Objects as they were sent to a real API server, and as it answered: what normalisation and defaulting alone make of them. Kinds that admission
/// or allocation changes are left to the replay of the whole transcripts.
/// </summary>
public sealed class RecordedDefaultsTests(ITestOutputHelper output)
{
    private static readonly HashSet<string> AllocatedOrAdmitted = ["Pod", "Service", "Job", "Namespace", "TokenRequest", "CustomResourceDefinition", "SelfSubjectReview"];

    [Fact]
    [Trait("Category", "Conformance")]
    public void Apply_recorded_creates_equal_the_answers()
    {
        if (ConformanceData.Find("kube-apiserver") is not { } folder)
        {
            ConformanceSuite.SkipMissing("kube-apiserver", output);
            return;
        }

        var suite = new ConformanceSuite("kube-apiserver-defaults", output);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var steps = Document.Parse(File.ReadAllBytes(file))["steps"u8];
            foreach (var step in steps.Items)
            {
                if (IsCreate(step) && BuiltInSchemas.Instance.Find(GroupVersionKind.Of(step["response"u8]["body"u8])) is { } schema)
                {
                    suite.Run(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)}/{step["id"u8].AsString()}"), () => Check(schema, step));
                }
            }
        }

        suite.Complete();
    }

    private static bool IsCreate(DocumentValue step)
    {
        var sent = step["request"u8]["body"u8];
        var answered = step["response"u8]["body"u8];
        return step["request"u8]["method"u8].StringEquals("POST"u8)
            && step["response"u8]["status"u8].AsInt64() == 201
            && sent.IsObject
            && !sent["status"u8].Exists
            && sent["kind"u8].AsString() == answered["kind"u8].AsString()
            && !answered["apiVersion"u8].AsString("").StartsWith("authorization.", StringComparison.Ordinal)
            && !AllocatedOrAdmitted.Contains(answered["kind"u8].AsString(""))
            && !sent.ToString().Contains("${", StringComparison.Ordinal);
    }

    private static void Check(Schema schema, DocumentValue step)
    {
        var made = Normalisation.Apply(schema, step["request"u8]["body"u8]);
        Defaults.Apply(schema, made);
        var expected = DocumentNode.From(step["response"u8]["body"u8]);
        made.Remove("metadata");
        expected.Remove("metadata");
        Assert.Equal(expected.ToString(), made.ToString(), (left, right) => Document.Parse(left).Root.DeepEquals(Document.Parse(right).Root));
    }
}
