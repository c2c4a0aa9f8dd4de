using System.CommandLine;
using Orchestrator.Decoders;

var folder = new Option<string>("--folder") { Description = "Where the models of random weights are kept.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "orchestrator-decoders") };
var shapes = new Option<string>("--shapes") { Description = "15M, 135M, 360M.", DefaultValueFactory = _ => "15M,135M,360M" };
var formats = new Option<string>("--formats") { Description = $"{string.Join(", ", Shapes.Forms.Select(f => f.Format))}.", DefaultValueFactory = _ => "fp32,int8,int8-blocks,int4,int4-fused" };
var llama = new Option<string?>("--llama") { Description = "A folder with npm's node-llama-cpp in node_modules, to run the same shapes beside." };
var rivalThreads = new Option<string?>("--llama-threads") { Description = "Threads of llama.cpp, several by commas, each beside the others; as many as --threads unless given." };
var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 };
var prompt = new Option<int>("--prompt") { DefaultValueFactory = _ => 512 };
var tokens = new Option<int>("--tokens") { DefaultValueFactory = _ => 64 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
var profile = new Option<bool>("--profile") { Description = "Also what each operator takes." };
var border = new Option<bool>("--border") { Description = "Instead, what it costs that a model answers from a worker process: the same model here and there, in turn." };
var weigh = new Option<string?>("--weigh") { Description = "Instead, what loading a folder adds to this process, in bytes.", Hidden = true };
var root = new RootCommand("Decoders of random weights on this engine, and on llama.cpp beside it, in turn") { folder, shapes, formats, llama, rivalThreads, threads, prompt, tokens, rounds, profile, border, weigh };
root.SetAction(async (parsed, cancellationToken) =>
{
    if (parsed.GetValue(weigh) is { } weighed)
    {
        Console.Write(Weight.Here(weighed, parsed.GetValue(threads)));
        return 0;
    }

    var place = Directory.CreateDirectory(parsed.GetValue(folder)!).FullName;
    if (parsed.GetValue(border))
    {
        var pair = ChatContender.Pair(place, parsed.GetValue(threads));
        await Race.RunAsync(pair, parsed.GetValue(prompt), parsed.GetValue(tokens), parsed.GetValue(rounds), cancellationToken);
        pair.ForEach(c => c.Dispose());
        return 0;
    }

    foreach (var shape in parsed.GetValue(shapes)!.Split(','))
    {
        var contenders = new List<IContender>();
        foreach (var format in parsed.GetValue(formats)!.Split(','))
            contenders.Add(new OnnxContender(place, shape, format, Shapes.Forms.First(f => f.Format == format).Form, parsed.GetValue(threads)));
        if (parsed.GetValue(llama) is { } modules)
        {
            foreach (var count in parsed.GetValue(rivalThreads)?.Split(',').Select(int.Parse) ?? [parsed.GetValue(threads)])
                contenders.AddRange([new LlamaContender(place, shape, true, count, modules), new LlamaContender(place, shape, false, count, modules)]);
        }

        await Race.RunAsync(contenders, parsed.GetValue(prompt), parsed.GetValue(tokens), parsed.GetValue(rounds), cancellationToken);
        contenders.ForEach(c => c.Dispose());
        if (parsed.GetValue(profile))
        {
            foreach (var format in parsed.GetValue(formats)!.Split(','))
                OperatorProfile.Write(place, $"{shape}-{format}", parsed.GetValue(threads), parsed.GetValue(prompt), parsed.GetValue(tokens));
        }
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();
