namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Puts a decoder's graph together.</summary>
internal sealed class DecoderGraphBuilder
{
    private readonly OnnxGraph _root;
    private readonly DecoderShape _shape;
    private readonly IDecoderWeights _weights;
    private readonly DecoderForm _form;
    private readonly Projections _projections;
    private readonly OnnxType _type;
    private OnnxGraph _graph;

    public DecoderGraphBuilder(OnnxGraph graph, DecoderShape shape, IDecoderWeights weights, DecoderForm form)
    {
        if (form.Merged && form.InPlace)
            throw new ArgumentException("Expected a merged graph with a concatenated cache: attention in place has no branch without one.", nameof(form));
        (_root, _graph, _shape, _weights, _form) = (graph, graph, shape, weights, form);
        _type = form.Format == WeightFormat.Float16 ? OnnxType.Half : OnnxType.Float;
        _projections = new(_type, form);
    }

    public void Build()
    {
        _root.Input("input_ids", "batch_size", "sequence_length");
        _root.Input("attention_mask", "batch_size", "total_sequence_length");
        if (_form.Positions)
            _root.Input("position_ids", "batch_size", "sequence_length");
        if (_form.KeepsLogits)
            _root.Input("num_logits_to_keep");
        if (_form.Merged)
            _root.Input("use_cache_branch", OnnxType.Bool, 1);
        foreach (var (l, part) in Cache())
            _root.Input($"past_key_values.{l}.{part}", _type, "batch_size", _shape.KeyValueHeads, "past_sequence_length", _shape.Head);
        if (_form.Merged)
        {
            string[] outputs = ["logits", .. Cache().Select(c => $"present.{c.Layer}.{c.Part}")];
            _root.Node("If", ["use_cache_branch"], outputs, "", ("then_branch", Branch("cached.", true)), ("else_branch", Branch("first.", false)));
        }
        else
        {
            Body("", cached: true);
        }

        Declare("");
    }

    private OnnxGraph Branch(string prefix, bool cached)
    {
        _graph = _root.Branch();
        Body(prefix, cached);
        Declare(prefix);
        return _graph;
    }

    private void Declare(string prefix)
    {
        var graph = prefix.Length == 0 ? _root : _graph;
        graph.Output(prefix + "logits", OnnxType.Float, "batch_size", "sequence_length", _shape.Vocabulary);
        foreach (var (l, part) in Cache())
            graph.Output($"{prefix}present.{l}.{part}", _type, "batch_size", _shape.KeyValueHeads, "total_sequence_length", _shape.Head);
    }

    private void Body(string prefix, bool cached)
    {
        var positions = _form.Positions ? "position_ids" : PositionsFromMask();
        IAttention attention = _form.InPlace
            ? new InPlaceAttention(_graph, _shape, Rotations(half: true))
            : new PlainAttention(_graph, _shape, _type, positions, Rotations(half: false), cached);
        var (x, size, heads, hidden) = (_projections.Embed(_graph, "input_ids", Vocabulary(), _shape), _shape.Size, _shape.Heads * _shape.Head, _shape.Hidden);
        var others = _shape.KeyValueHeads * _shape.Head;
        var norm = Norm(x, Before(0));
        for (var l = 0; l < _shape.Layers; l++)
        {
            var name = $"model.layers.{l}.";
            var attended = _form.Fused
                ? attention.Fused(l, prefix, Linear(norm, size, (name + "self_attn.q_proj", heads), (name + "self_attn.k_proj", others), (name + "self_attn.v_proj", others)))
                : attention.Attend(l, prefix, Linear(norm, size, (name + "self_attn.q_proj", heads)), Linear(norm, size, (name + "self_attn.k_proj", others)), Linear(norm, size, (name + "self_attn.v_proj", others)));
            (x, norm) = AddNorm(x, Linear(attended, heads, (name + "self_attn.o_proj", size)), name + "post_attention_layernorm");
            var made = Linear(Gate(norm, name), hidden, (name + "mlp.down_proj", size));
            if (l + 1 < _shape.Layers)
                (x, norm) = AddNorm(x, made, Before(l + 1));
            else
                x = _graph.Op("Add", [x, made]);
        }

        if (_form.KeepsLogits)
            x = _graph.Op("Slice", [x, _graph.Op("Unsqueeze", [_graph.Op("Neg", ["num_logits_to_keep"]), _graph.Constant(0)]), _graph.Constant(long.MaxValue), _graph.Constant(1)]);
        x = Norm(x, "model.norm");
        var logits = _shape.Tied
            ? _projections.Multiply(_graph, x, size, _shape.Vocabulary, Keep("lm_head", () => _projections.Transposed(_root, Vocabulary(), size, _shape.Vocabulary)))
            : Linear(x, size, ("lm_head", _shape.Vocabulary));
        if (_type == OnnxType.Half)
            _graph.Node("Cast", [logits], [prefix + "logits"], "", ("to", (int)OnnxType.Float));
        else
            _graph.Node("Identity", [logits], [prefix + "logits"]);
    }

    private string Gate(string norm, string name)
    {
        if (!_form.Fused)
        {
            var gate = Linear(norm, _shape.Size, (name + "mlp.gate_proj", _shape.Hidden));
            return _graph.Op("Mul", [_graph.Op("Mul", [gate, _graph.Op("Sigmoid", [gate])]), Linear(norm, _shape.Size, (name + "mlp.up_proj", _shape.Hidden))]);
        }

        var both = Linear(norm, _shape.Size, (name + "mlp.gate_proj", _shape.Hidden), (name + "mlp.up_proj", _shape.Hidden));
        var (left, right) = (_graph.Name("gate"), _graph.Name("up"));
        _graph.Node("Split", [both], [left, right], "", ("axis", -1), ("num_outputs", 2));
        return _graph.Op("Mul", [_graph.Op(OnnxGraph.Microsoft, "QuickGelu", [left], ("alpha", 1f)), right]);
    }

    private string Linear(string input, int rows, params (string Name, int Columns)[] parts)
    {
        var columns = parts.Sum(p => p.Columns);
        return _projections.Multiply(_graph, input, rows, columns, Keep(parts[0].Name, () =>
        {
            var matrix = new float[(long)rows * columns];
            var at = 0;
            foreach (var (name, width) in parts)
            {
                var part = _weights.Get(name, rows, width);
                for (var r = 0; r < rows; r++)
                    part.AsSpan(r * width, width).CopyTo(matrix.AsSpan(r * columns + at));
                at += width;
            }

            return _projections.Weight(_root, matrix, rows, columns);
        }));
    }

    private static string Before(int layer) => $"model.layers.{layer}.input_layernorm";

    // The sum and what is made of it: one operator where that is asked for.
    private (string Sum, string Norm) AddNorm(string left, string right, string name)
    {
        if (!_form.Fused || !_form.InPlace)
        {
            var added = _graph.Op("Add", [left, right]);
            return (added, Norm(added, name));
        }

        var (sum, norm) = (_graph.Name("sum"), _graph.Name("norm"));
        _graph.Node("SkipSimplifiedLayerNormalization", [left, right, NormWeight(name)], [norm, "", "", sum], OnnxGraph.Microsoft, ("epsilon", _shape.Epsilon));
        return (sum, norm);
    }

    private string NormWeight(string name) => Keep(name, () => [_projections.Floats(_root, [_shape.Size], _weights.Get(name, 1, _shape.Size))])[0];

    private string Norm(string input, string name)
    {
        var weight = NormWeight(name);
        if (_form.InPlace)
            return _graph.Op("SimplifiedLayerNormalization", [input, weight], ("axis", -1), ("epsilon", _shape.Epsilon), ("stash_type", 1));

        // As exporters write it: in 32 bits whatever the rest has.
        var wide = _type == OnnxType.Half ? _graph.Op("Cast", [input], ("to", (int)OnnxType.Float)) : input;
        var mean = _graph.Op("ReduceMean", [_graph.Op("Pow", [wide, _graph.Scalar(2)]), _graph.Constant(-1)]);
        var normed = _graph.Op("Div", [wide, _graph.Op("Sqrt", [_graph.Op("Add", [mean, _graph.Scalar(_shape.Epsilon)])])]);
        return _graph.Op("Mul", [weight, _type == OnnxType.Half ? _graph.Op("Cast", [normed], ("to", (int)OnnxType.Half)) : normed]);
    }

    private string PositionsFromMask()
    {
        var total = Attention.Total(_graph);
        var count = _graph.Op("Gather", [_graph.Op("Shape", ["input_ids"]), _graph.Number(1)], ("axis", 0));
        return _graph.Op("Unsqueeze", [_graph.Op("Range", [_graph.Op("Sub", [total, count]), total, _graph.Number(1)]), _graph.Constant(0)]);
    }

    // Angles of the positions: each once where the operator wants half a head, twice where halves are turned by hand.
    private (string Cos, string Sin) Rotations(bool half)
    {
        var angles = Keep("angles", () =>
        {
            var width = half ? _shape.Head / 2 : _shape.Head;
            var (cos, sin) = (new float[_shape.Context * width], new float[_shape.Context * width]);
            for (var i = 0; i < cos.Length; i++)
            {
                var angle = i / width / Math.Pow(_shape.RotaryBase, 2.0 * (i % width % (_shape.Head / 2)) / _shape.Head);
                (cos[i], sin[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
            }

            return [_projections.Floats(_root, [_shape.Context, width], cos), _projections.Floats(_root, [_shape.Context, width], sin)];
        });
        return (angles[0], angles[1]);
    }

    private float[] Vocabulary() => _table ??= _weights.Get("model.embed_tokens", _shape.Vocabulary, _shape.Size);

    private float[]? _table;

    // The branches of a merged graph share their weights.
    private string[] Keep(string name, Func<string[]> make) => _keep.TryGetValue(name, out var kept) ? kept : _keep[name] = make();

    private readonly Dictionary<string, string[]> _keep = [];

    private IEnumerable<(int Layer, string Part)> Cache() =>
        Enumerable.Range(0, _shape.Layers).SelectMany(l => new[] { (l, "key"), (l, "value") });
}
