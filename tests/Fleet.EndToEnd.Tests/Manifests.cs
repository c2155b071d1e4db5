namespace Fleet.EndToEnd.Tests;

/// <summary>The objects the tests apply.</summary>
internal static class Manifests
{
    public static string Deployment(int replicas = 2, string image = "nginx:1.27") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: c
                image: {{image}}
        """;

    public static string ConfigMap(string value) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cm}
        data: {k: {{value}}}
        """;
}
