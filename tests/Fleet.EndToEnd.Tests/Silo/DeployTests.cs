using Fleet.Testing.Conformance;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>What is shipped: manifests as kubectl renders them, and the image's layout run as the image is run.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-deploy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [KubectlFact]
    public async Task Kustomize_renders_silos_that_need_no_right_and_can_write_nowhere()
    {
        var rendered = await RenderAsync("deploy/kustomize/redis");

        foreach (var expected in (string[])["kind: StatefulSet", "kind: PodDisruptionBudget", "kind: NetworkPolicy", "readOnlyRootFilesystem: true", "runAsNonRoot: true", "path: /readyz", "automountServiceAccountToken: false", "name: Fleet__Redis"])
        {
            Assert.Contains(expected, rendered, StringComparison.Ordinal);
        }

        foreach (var unwanted in (string[])["kind: ClusterRole", "privileged", "allowPrivilegeEscalation: true", "hostPath"])
        {
            Assert.DoesNotContain(unwanted, rendered, StringComparison.Ordinal);
        }
    }

    [KubectlFact]
    public async Task Rendered_manifests_are_accepted_by_an_api_server()
    {
        await using var members = await FleetProcess.SimulateAsync("--clusters", "1", "--empty", "--kubeconfig", Path.Combine(_folder, "kubeconfig"));
        var kubectl = new Kubectl(Path.Combine(_folder, "kubeconfig"), "c1", "fleet-system");

        await kubectl.OutputAsync("create namespace fleet-system");
        var applied = (await kubectl.RunAsync("apply --server-side --dry-run=server -f -", await RenderAsync("deploy/kustomize/redis"))).Succeeded();

        Assert.Contains("statefulset.apps/fleet-silo serverside-applied", applied, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("observe")]
    [InlineData("manage")]
    public async Task The_member_role_of_a_tier_is_what_the_command_prints(string access)
    {
        var printed = (await CommandRunner.RunAsync(FleetProcess.Executable, ["cluster", "rbac", "--access", access])).Succeeded();

        Assert.Equal(printed.TrimEnd(), (await File.ReadAllTextAsync(Path.Combine(ConformanceData.Repository, "deploy", "kustomize", "member", access + ".yaml"))).TrimEnd());
    }

    [ReadOnlyRootFact]
    public async Task The_image_layout_runs_without_root_on_a_read_only_root()
    {
        var (layout, data) = (Path.Combine(_folder, "app"), Path.Combine(_folder, "data"));
        (await CommandRunner.RunAsync("bash", [Path.Combine(ConformanceData.Repository, "deploy", "publish.sh"), layout], limit: TimeSpan.FromMinutes(5))).Succeeded();
        Directory.CreateDirectory(data);
        const string Script = """
            set -e
            mount --make-rprivate /
            chmod 755 "$(dirname "$1")"
            mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"
            mount --bind "$2" "$2" && chown 1654:1654 "$2"
            mount -t tmpfs tmpfs /var/tmp
            mount -o remount,bind,ro /
            cd "$1"
            setpriv --reuid 1654 --regid 1654 --clear-groups env DOTNET_EnableDiagnostics=0 TMPDIR=/var/tmp HOME=/nonexistent \
              timeout --preserve-status -s TERM 20 ./Fleet.Silo --data "$2" --listen 127.0.0.1:0 & pid=$!
            for i in $(seq 150); do [ -s "$2/fleet.kubeconfig" ] && break; sleep 0.1; done
            setpriv --reuid 1654 --regid 1654 --clear-groups ./fleet --version
            url="$(sed -nE 's/.*server: "?([^" ]+).*/\1/p' "$2/fleet.kubeconfig" | head -1)"
            curl -skf "$url/readyz"
            kill -TERM $(pgrep -P $pid) 2>/dev/null || true
            wait $pid || true
            """;

        var output = (await CommandRunner.RunAsync("unshare", ["-m", "bash", "-c", Script, "run", layout, data])).Succeeded();

        Assert.EndsWith("ok", output.TrimEnd(), StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(string folder) =>
        (await CommandRunner.RunAsync(Kubectl.Path!, ["kustomize", Path.Combine(ConformanceData.Repository, folder)])).Succeeded();
}
