using BenchmarkDotNet.Running;
using Fleet.Benchmarks.Documents;
using Fleet.Benchmarks.Replay;

if (args is ["replay", ..])
{
    return await ReplayCommand.RunAsync(args[1..]);
}

if (args is ["documents"])
{
    return DocumentsCommand.Run();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
