using Fleet.Silo.CommandLine;
using Fleet.Silo.Hosting;

return await SiloCommand.InvokeAsync(args, SiloHost.RunAsync);
