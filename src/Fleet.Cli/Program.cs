using System.CommandLine;

var root = new RootCommand("Run and question a fleet of Kubernetes clusters.");
return await root.Parse(args).InvokeAsync();
