using Orchestrator.Hosting.Serving;
using Orchestrator.Link.Cluster;
using Orchestrator.Silo;

return await ServingHost.RunAsync(() => SiloHost.Configure(ServingHost.CreateBuilder(args)), app => app.MapGrpcService<LinkHub>());
