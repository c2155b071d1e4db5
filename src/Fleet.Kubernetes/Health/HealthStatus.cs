namespace Fleet.Kubernetes.Health;

/// <summary>How well an object does what it is there for (the words are Argo CD's).</summary>
public enum HealthStatus : byte
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>It does its work.</summary>
    Healthy,

    /// <summary>It was told not to work: paused, suspended, scaled to nothing on purpose.</summary>
    Suspended,

    /// <summary>It is on its way and may yet become healthy by itself.</summary>
    Progressing,

    /// <summary>It is not there. Never the verdict on an object that is.</summary>
    Missing,

    /// <summary>It failed, or does not get on in the time it has.</summary>
    Degraded,
}
