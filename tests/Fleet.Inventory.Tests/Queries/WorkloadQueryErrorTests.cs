using System.Text;
using Fleet.Inventory.Queries;

namespace Fleet.Inventory.Tests.Queries;

public sealed class WorkloadQueryErrorTests
{
    public static TheoryData<string, WorkloadQuery, string> Invalid { get; } = new()
    {
        { "fieldSelector", new() { FieldSelector = "status.foo=1" }, "metadata.namespace" },
        { "fieldSelector", new() { FieldSelector = "status.health=degraded" }, "Degraded" },
        { "fieldSelector", new() { FieldSelector = "status.pods.restarts=many" }, "an integer" },
        { "fieldSelector", new() { FieldSelector = "status.resources.requests.cpu=fast" }, "250m" },
        { "fieldSelector", new() { FieldSelector = "nothing" }, "can't understand" },
        { "fieldSelector", new() { FieldSelector = string.Join(',', Enumerable.Repeat("spec.ref.name!=a", 65)) }, "at most 64" },
        { "labelSelector", new() { LabelSelector = "a in (" }, "" },
        { "labelSelector", new() { LabelSelector = new string('a', 5000) }, "at most 4096" },
        { "search", new() { Search = new string('a', 300) }, "at most 256" },
        { "search", new() { Search = string.Join(' ', Enumerable.Range(0, 20)) }, "at most 16" },
        { "sort", new() { Sort = ["age"] }, "status.lastChange.time" },
        { "sort", new() { Sort = [.. Enumerable.Repeat("metadata.name", 9)] }, "at most 8" },
        { "limit", new() { Limit = 1001 }, "0 to 1000" },
        { "limit", new() { Limit = -1 }, "0 to 1000" },
        { "facetLimit", new() { FacetLimit = 0 }, "1 to 1000" },
        { "facets", new() { Facets = ["labels."] }, "" },
        { "facets", new() { Facets = ["colour"] }, "labels.KEY" },
        { "facets", new() { Facets = [.. Enumerable.Repeat("labels.a", 21)] }, "at most 20" },
        { "continue", new() { Continue = "" }, "none for the first page" },
        { "continue", new() { Continue = "%%%" }, "none for the first page" },
        { "continue", new() { Continue = Token("{}") }, "none for the first page" },
        { "continue", new() { Continue = Token("""[1,"",[],"a",7]""") }, "none for the first page" },
        { "continue", new() { Continue = Token("""[2,"",[],"a","b"]""") }, "none for the first page" },
        { "continue", new() { Continue = Token("""[1,"-status.health",[1],"a","b"]""") }, "sorted by" },
        { "continue", new() { Sort = ["status.health"], Continue = Token("""[1,"status.health",["x"],"a","b"]""") }, "none for the first page" },
        { "continue", new() { Sort = ["status.health"], Continue = Token("""[1,"status.health",[],"a","b"]""") }, "none for the first page" },
        { "continue", new() { Continue = Token(new string('[', 3000)) }, "none for the first page" },
        { "continue", new() { Continue = new string('A', 10_000) }, "none for the first page" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Compile_of_an_invalid_query_names_the_field_and_what_is_accepted(string field, WorkloadQuery query, string accepted)
    {
        var error = Assert.Throws<WorkloadQueryException>(() => WorkloadQueryPlan.Compile(query));

        Assert.Equal(field, error.Field);
        Assert.StartsWith(field, error.Message, StringComparison.Ordinal);
        Assert.Contains(accepted, error.Message, StringComparison.Ordinal);
        Assert.True(error.Value.Length <= 130);
    }

    private static string Token(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
