using BenchmarkDotNet.Running;
using Orchestrator.Benchmarks;

if (args is ["privacy"])
{
    PrivacyTable.Write(Console.Out);
    return;
}

if (args is ["decision"])
{
    DecisionTable.Write(Console.Out);
    return;
}

if (args is ["tokenizer", var folder, .. var text])
{
    TokenizerTable.Write(Console.Out, folder, text.FirstOrDefault());
    return;
}

if (args is ["turn"])
{
    await TurnTable.WriteAsync(Console.Out);
    return;
}

if (args is ["startup"])
{
    StartUp.Write(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(PrivacyBenchmarks).Assembly).Run(args);
