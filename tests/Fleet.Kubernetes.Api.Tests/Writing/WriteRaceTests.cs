using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Tests.Hosting;

namespace Fleet.Kubernetes.Api.Tests.Writing;

public sealed class WriteRaceTests
{
    [Fact]
    public async Task Apply_that_loses_the_race_to_create_becomes_an_update()
    {
        TestCluster cluster = null!;
        var rival = new Rival(() => cluster.CreateConfigMapAsync("a", extraMetadata: ""","labels":{"rival":"was-first"}"""));
        cluster = new TestCluster(new ResourceServiceOptions { Admission = [rival] });

        var result = await cluster.Service.PatchAsync(
            TestCluster.Client("applier"),
            TestCluster.ConfigMap("a"),
            new Patch(PatchType.Apply, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"mine":"yes"}}"""u8.ToArray()),
            CancellationToken.None);

        Assert.False(result.Created);
        Assert.Equal("yes", result.Object["data"u8]["mine"u8].AsString());
        Assert.Equal("was-first", result.Object["metadata"u8]["labels"u8]["rival"u8].AsString());
    }

    [Fact]
    public async Task Post_that_loses_the_race_is_told_the_name_is_taken()
    {
        TestCluster cluster = null!;
        var rival = new Rival(() => cluster.CreateConfigMapAsync("a"));
        cluster = new TestCluster(new ResourceServiceOptions { Admission = [rival] });

        var error = await Assert.ThrowsAsync<Errors.ApiException>(() => cluster.CreateConfigMapAsync("a", "mine"));

        Assert.Equal((409, "AlreadyExists"), (error.Code, error.Reason));
    }

    /// <summary>Writes once, between another's read and its write.</summary>
    private sealed class Rival(Func<Task> write) : IAdmissionPlugin
    {
        private bool _isDone;

        public string Name => "Rival";

        public bool Handles(AdmissionRequest request) => !_isDone;

        public async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            _isDone = true;
            await write();
        }

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
