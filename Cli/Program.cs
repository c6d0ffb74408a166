using RnnCluster.Cli;
using RnnCluster.Cli.Hosting;

return CommandLine.Run(args, Host.OfProcess());
