// Lists what is degraded, then follows the fleet's events. The position of the last event dealt with is kept in a file: stopped, killed or cut off, the
// program goes on there, misses nothing and deals with nothing twice (but for an event it was killed over).
//
//   dotnet run --project samples/FollowFleet -- [position file]
using System.Globalization;
using Fleet.Client;
using Fleet.Grains.Events;
using Fleet.Inventory.Queries;

var positionFile = args.Length > 0 ? args[0] : "position.txt";
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

await using var fleet = await FleetClient.CreateAsync();

var degraded = await fleet.QueryAsync(
    new WorkloadQuery { FieldSelector = "status.health=Degraded", Sort = ["-status.pods.restarts"], Limit = 20 }, stop.Token);
Console.WriteLine($"{degraded.Total} workloads are degraded");
foreach (var workload in degraded.Rows)
{
    Console.WriteLine($"  {workload.Cluster} {workload.Namespace}/{workload.MemberName}: {workload.Reason}, {workload.Restarts} restarts");
}

var subscription = new FleetEventSubscription
{
    After = ReadPosition(),
    Types = ["io.fleetengine.workload.*"],
    OnInterrupted = (error, delay) => Console.Error.WriteLine($"{error.Message}; trying again in {delay.TotalSeconds:0.#} s"),
};
try
{
    await foreach (var next in fleet.SubscribeAsync(subscription, stop.Token))
    {
        Console.WriteLine($"{next.Time:u} {next.Type} {next.Subject}");

        // After the event is dealt with, not before: who is killed in between sees it again, and never misses one.
        WritePosition(next.Position);
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (EventsExpiredException expired)
{
    Console.Error.WriteLine($"{expired.Message} Read what there is now, write {expired.Oldest} into {positionFile} and start again.");
    return 1;
}

return 0;

long? ReadPosition() => File.Exists(positionFile) ? long.Parse(File.ReadAllText(positionFile), CultureInfo.InvariantCulture) : null;

void WritePosition(long position)
{
    var next = positionFile + ".next";
    File.WriteAllText(next, position.ToString(CultureInfo.InvariantCulture));
    File.Move(next, positionFile, overwrite: true);
}
