using Orchestrator.Inference.Workers;

return WorkerHost.Run();
