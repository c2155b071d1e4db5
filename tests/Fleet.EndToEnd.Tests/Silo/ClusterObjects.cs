using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>Declares clusters as an API client does.</summary>
public static class ClusterObjects
{
    public static async Task ApplyAsync(SiloProcess silo, string name, string kubeconfigFile, string context)
    {
        using var response = await TryApplyAsync(silo, name, await File.ReadAllTextAsync(kubeconfigFile), context);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<HttpResponseMessage> TryApplyAsync(SiloProcess silo, string name, string kubeconfig, string context)
    {
        var body = JsonSerializer.Serialize(new
        {
            apiVersion = "fleetengine.io/v1alpha1",
            kind = "Cluster",
            metadata = new { name },
            spec = new { context, credentials = new { kubeconfig } },
        });
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/apply-patch+yaml"));
        return await silo.Client.PatchAsync($"apis/fleetengine.io/v1alpha1/clusters/{name}?fieldManager=test&force=true", content);
    }

    /// <summary>Status, reason and message of a condition of a cluster.</summary>
    public static async Task<(string? Status, string? Reason, string? Message)> ConditionAsync(SiloProcess silo, string name, string type)
    {
        var cluster = await silo.GetAsync($"apis/fleetengine.io/v1alpha1/clusters/{name}");
        if (!cluster.TryGetProperty("status", out var status) || !status.TryGetProperty("conditions", out var conditions))
        {
            return default;
        }

        return conditions.EnumerateArray().Where(condition => condition.GetProperty("type").GetString() == type)
            .Select(condition => (condition.GetProperty("status").GetString(), condition.GetProperty("reason").GetString(), condition.GetProperty("message").GetString()))
            .FirstOrDefault();
    }
}
