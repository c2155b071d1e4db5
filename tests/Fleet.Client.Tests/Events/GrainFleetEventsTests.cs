using System.Reflection;
using System.Runtime.CompilerServices;
using Fleet.Client.Tests.Fakes;
using Fleet.Grains.Events;
using Fleet.Kubernetes.Documents;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Fleet.Client.Tests.Events;

public sealed class GrainFleetEventsTests
{
    [Fact]
    public async Task Enumerations_that_break_are_resumed_after_the_last_event_taken()
    {
        var grain = new FakeEvents([[1, 2], [2, 3, 4], [4, 5]]);

        var taken = await Source(grain).SubscribeAsync(new FleetEventSubscription { After = 0 }).TakeAsync(5);

        Assert.Equal([1L, 2L, 3L, 4L, 5L], taken.Select(next => next.Position));
        Assert.Equal([0L, 2L, 4L], grain.Asked);
    }

    [Fact]
    public async Task Without_a_position_the_grain_is_asked_for_what_comes_from_now_on()
    {
        var grain = new FakeEvents([[9]]);

        await Source(grain).SubscribeAsync(new FleetEventSubscription()).TakeAsync(1);

        Assert.Equal(-1, grain.Asked[0]);
    }

    [Theory]
    [InlineData(3, 17L, "no longer all kept; the oldest position that can be resumed from is 17")]
    [InlineData(3, null, "no longer all kept.")]
    [InlineData(999, 0L, "Position 999 lies ahead of the fleet's events")]
    public void Expired_events_say_whether_the_position_is_too_old_or_ahead(long after, long? oldest, string text) =>
        Assert.Contains(text, new EventsExpiredException(after, oldest).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Expired_events_are_thrown()
    {
        var source = Source(new FakeEvents([]));

        await Assert.ThrowsAsync<EventsExpiredException>(() => source.SubscribeAsync(new FleetEventSubscription { After = 3 }).TakeAsync(1));
    }

    [Fact]
    public void The_exception_of_expired_events_keeps_its_positions_between_processes()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var error = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(new EventsExpiredException(3, 17)));

        var expired = Assert.IsType<EventsExpiredException>(error);
        Assert.Equal((3L, 17L), (expired.After, expired.Oldest));
        Assert.Contains("17", expired.Message, StringComparison.Ordinal);
    }

    private static GrainFleetEvents Source(IEventsGrain grain)
    {
        var factory = DispatchProxy.Create<IGrainFactory, OneGrain>();
        ((OneGrain)factory).Grain = grain;
        return new GrainFleetEvents(factory, random: () => 0);
    }

    /// <summary>A grain factory that knows one grain.</summary>
    public class OneGrain : DispatchProxy
    {
        public object? Grain { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }

    /// <summary>Gives one batch an enumeration, then breaks; when there is none left, what is asked for has expired.</summary>
    private sealed class FakeEvents(IReadOnlyList<int[]> batches) : IEventsGrain
    {
        public List<long> Asked { get; } = [];

        public async IAsyncEnumerable<Document> SubscribeAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Asked.Add(after);
            if (Asked.Count > batches.Count)
            {
                throw new EventsExpiredException(after, 100);
            }

            yield return Document.EmptyObject;
            foreach (var position in batches[Asked.Count - 1])
            {
                await Task.Yield();
                yield return Document.Parse(EventText.Json(position));
            }

            throw new EnumerationAbortedException("gone");
        }
    }
}
