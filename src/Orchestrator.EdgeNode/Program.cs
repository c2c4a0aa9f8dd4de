using Orchestrator.EdgeNode;
using Orchestrator.Hosting.Serving;

return await ServingHost.RunAsync(() => EdgeNodeHost.Configure(ServingHost.CreateBuilder(args)), _ => { });
