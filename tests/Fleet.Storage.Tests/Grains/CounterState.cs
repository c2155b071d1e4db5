namespace Fleet.Storage.Tests.Grains;

[GenerateSerializer]
[Alias("test.counter-state")]
public sealed class CounterState
{
    [Id(0)]
    public int Count { get; set; }
}
