namespace Fleet.Storage.Tests.Grains;

/// <summary>A grain whose whole state is a number.</summary>
[Alias("test.counter")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("Add")]
    Task<int> AddAsync(int n);

    [Alias("Read")]
    Task<int> ReadAsync();

    [Alias("Clear")]
    Task ClearAsync();

    [Alias("Deactivate")]
    Task DeactivateAsync();
}
