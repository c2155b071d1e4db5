using BenchmarkDotNet.Running;
using Fleet.Benchmarks.Replay;

if (args is ["replay", ..])
{
    return await ReplayCommand.RunAsync(args[1..]);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
