using BenchmarkDotNet.Running;
using Fleet.Benchmarks.Api;
using Fleet.Benchmarks.Documents;
using Fleet.Benchmarks.Engine;
using Fleet.Benchmarks.Inventory;
using Fleet.Benchmarks.Queries;
using Fleet.Benchmarks.Replay;
using Fleet.Benchmarks.Simulator;

if (args is ["replay", ..])
{
    return await ReplayCommand.RunAsync(args[1..]);
}

if (args is ["documents"])
{
    return DocumentsCommand.Run();
}

if (args is ["queries", ..])
{
    return QueryCommand.Run(args[1..]);
}

if (args is ["api-writes", ..])
{
    return await ApiWriteCommand.RunAsync(args[1..]);
}

if (args is ["engine", ..])
{
    return await EngineCommand.RunAsync(args[1..]);
}

if (args is ["simulator", ..])
{
    return await SimulatorCommand.RunAsync(args[1..]);
}

if (args is ["inventory", ..])
{
    return InventoryCommand.Run(args[1..]);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
