using System.Globalization;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Onnx;

/// <summary>Reads an ONNX file's structure. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxReader
{
    // ONNX Runtime reads no deeper.
    private const int MostDepth = 100;

    private readonly ProtoFields _fields;
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _weights = [];
    private readonly List<OnnxValue> _inputs = [], _outputs = [];
    private readonly Dictionary<string, long> _opsets = new(StringComparer.Ordinal);

    private int _depth;

    private OnnxReader(Stream stream) => _fields = new(stream);

    /// <exception cref="ModelLoadException">The file is missing, cut off or no ONNX file, or a file of its weights is missing or too short.</exception>
    public static OnnxFile Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var reader = new OnnxReader(stream);
            reader.Model(stream.Length);
            var file = new OnnxFile
            {
                Path = path,
                Bytes = stream.Length,
                Inputs = reader._inputs,
                Outputs = reader._outputs,
                Nodes = reader._nodes,
                Weights = reader._weights,
                Opsets = reader._opsets,
            };
            CheckExternal(file);
            return file.Inputs.Count > 0 ? file : throw new InvalidDataException("it has no graph with inputs");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException($"'{path}' is missing. Download the model again, or name another variant.", e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or OverflowException)
        {
            throw new ModelLoadException($"'{path}' is cut off or no ONNX file: {e.Message}. Download the file again and compare its size with the source.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{path}' cannot be read ({e.GetType().Name}). Check its permissions and the disk.", e);
        }
    }

    private static void CheckExternal(OnnxFile file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        foreach (var part in file.Weights.Where(w => w.Location is not null).GroupBy(w => w.Location!, StringComparer.Ordinal))
        {
            if (Path.IsPathRooted(part.Key) || part.Key.Split('/', '\\').Contains(".."))
                throw new ModelLoadException($"'{file.Path}' keeps weights in '{part.Key}', outside its folder. Only files beside it are read.");
            var path = Path.Combine(folder, part.Key);
            var expected = part.Max(w => w.End);
            if (!File.Exists(path))
                throw new ModelLoadException($"'{path}' is missing; '{Path.GetFileName(file.Path)}' keeps {expected} bytes of weights in it. Download it too.");
            var found = new FileInfo(path).Length;
            if (found < expected)
                throw new ModelLoadException($"'{path}' is cut off: expected at least {expected} bytes, found {found}. Download the file again.");
        }
    }

    private void Model(long end)
    {
        while (_fields.Next(end))
        {
            switch (_fields.Field)
            {
                case 7:
                    Message(e => Graph(e, main: true));
                    break;
                case 8:
                    Message(Opset);
                    break;
            }
        }
    }

    private void Graph(long end, bool main)
    {
        while (_fields.Next(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    Message(Node);
                    break;
                case 5:
                    Message(Tensor);
                    break;
                case 11 when main:
                    Message(e => Value(e, _inputs));
                    break;
                case 12 when main:
                    Message(e => Value(e, _outputs));
                    break;
            }
        }
    }

    private void Opset(long end)
    {
        var (domain, version) = ("", 0L);
        while (_fields.Next(end))
        {
            if (_fields.Field == 1)
                domain = _fields.Text();
            else if (_fields.Field == 2)
                version = _fields.Value;
        }

        _opsets[domain] = version;
    }

    private void Node(long end)
    {
        List<string> inputs = [], outputs = [];
        var op = "";
        while (_fields.Next(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    inputs.Add(_fields.Text());
                    break;
                case 2:
                    outputs.Add(_fields.Text());
                    break;
                case 4:
                    op = _fields.Text();
                    break;
                case 5:
                    Message(Attribute);
                    break;
            }
        }

        _nodes.Add(new(op, inputs, outputs));
    }

    // The branches of a merged decoder are graphs in attributes, and share the weights of the graph around them.
    private void Attribute(long end)
    {
        while (_fields.Next(end))
        {
            if (_fields.Field == 6)
                Message(e => Graph(e, main: false));
            else if (_fields.Field == 5)
                Message(Tensor);
        }
    }

    private void Tensor(long end)
    {
        List<long> dims = [];
        var (type, name) = (0, "");
        string? location = null;
        var (offset, length) = (0L, -1L);
        while (_fields.Next(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    _fields.Numbers(dims);
                    break;
                case 2:
                    type = (int)_fields.Value;
                    break;
                case 8:
                    name = _fields.Text();
                    break;
                case 13:
                    Message(e =>
                    {
                        var (key, value) = Entry(e);
                        if (key == "location")
                            location = value;
                        else if (key == "offset")
                            offset = long.Parse(value, CultureInfo.InvariantCulture);
                        else if (key == "length")
                            length = long.Parse(value, CultureInfo.InvariantCulture);
                    });
                    break;
            }
        }

        if (offset < 0 || dims.Exists(d => d < 0))
            throw new InvalidDataException($"weights '{name}' have a place or a shape below 0");
        var tensor = new OnnxTensor(name, type, dims.Aggregate(1L, (a, d) => checked(a * d)), location, 0);
        _weights.Add(location is null ? tensor : tensor with { End = checked(offset + (length >= 0 ? length : tensor.Bytes)) });
    }

    private (string Key, string Value) Entry(long end)
    {
        var (key, value) = ("", "");
        while (_fields.Next(end))
        {
            if (_fields.Field == 1)
                key = _fields.Text();
            else if (_fields.Field == 2)
                value = _fields.Text();
        }

        return (key, value);
    }

    private void Value(long end, List<OnnxValue> into)
    {
        var (name, type) = ("", 0);
        List<long> shape = [];
        while (_fields.Next(end))
        {
            if (_fields.Field == 1)
                name = _fields.Text();
            else if (_fields.Field == 2)
                Message(e => type = TensorType(e, shape));
        }

        into.Add(new(name, type, shape));
    }

    private int TensorType(long end, List<long> shape)
    {
        var type = 0;
        while (_fields.Next(end))
        {
            if (_fields.Field != 1)
                continue;
            Message(tensor =>
            {
                while (_fields.Next(tensor))
                {
                    if (_fields.Field == 1)
                        type = (int)_fields.Value;
                    else if (_fields.Field == 2)
                        Message(s => Shape(s, shape));
                }
            });
        }

        return type;
    }

    private void Shape(long end, List<long> shape)
    {
        while (_fields.Next(end))
        {
            if (_fields.Field != 1)
                continue;
            Message(dimension =>
            {
                var size = -1L;
                while (_fields.Next(dimension))
                {
                    if (_fields.Field == 1)
                        size = _fields.Value;
                }

                shape.Add(size);
            });
        }
    }

    private void Message(Action<long> read)
    {
        if (++_depth > MostDepth)
            throw new InvalidDataException($"its parts are nested more than {MostDepth} deep");
        var end = _fields.Enter();
        read(end);
        _fields.Leave(end);
        _depth--;
    }
}
