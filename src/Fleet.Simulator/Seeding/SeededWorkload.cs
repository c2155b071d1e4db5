using Fleet.Simulator.Load;

namespace Fleet.Simulator.Seeding;

/// <summary>Which workload the seed puts at a place of a cluster.</summary>
internal sealed record SeededWorkload(WorkloadKey Key, string Team, Archetype Archetype, string Tag, ulong Hash, double AgeDays, double PodAgeDays)
{
    private const double OldestDeploymentDays = 200;
    private const double OldestPodDays = 14;

    public static SeededWorkload Create(int seed, string cluster, int index)
    {
        // The kind and the name of the n-th workload are the same in all clusters, as a fleet runs the same software in many places.
        var common = LoadNoise.Hash(seed, $"workload {index}");
        var archetype = Archetype.All[(int)(LoadNoise.Uniform(common, 1) * Archetype.All.Count)];
        var (namespaceName, team) = FleetVocabulary.Domains[index % FleetVocabulary.Domains.Length];
        var round = index / FleetVocabulary.Domains.Length;
        var subject = FleetVocabulary.Subjects[round % FleetVocabulary.Subjects.Length];
        var repeat = round / FleetVocabulary.Subjects.Length;
        var name = $"{subject}-{archetype.Suffix}{(repeat == 0 ? "" : $"-{repeat + 1}")}";

        var key = new WorkloadKey(cluster, namespaceName, name);
        var own = LoadNoise.Hash(seed, key.ToString());
        var age = 0.5 + (OldestDeploymentDays * LoadNoise.Uniform(own, 31));
        var tag = archetype.Tags[Math.Min(archetype.Tags.Length - 1, (int)(Math.Sqrt(LoadNoise.Uniform(own, 33)) * archetype.Tags.Length))];
        return new SeededWorkload(key, team, archetype, tag, own, age, Math.Min(age, 0.01 + (OldestPodDays * LoadNoise.Uniform(own, 32))));
    }
}
