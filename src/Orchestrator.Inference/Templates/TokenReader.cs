namespace Orchestrator.Inference.Templates;

/// <summary>Goes through tokens.</summary>
internal sealed class TokenReader(List<TemplateToken> tokens)
{
    private int _at;

    public TemplateToken Peek => PeekAt(0);

    public TemplateToken PeekAt(int ahead) => tokens[Math.Min(_at + ahead, tokens.Count - 1)];

    public TemplateToken Take()
    {
        var token = Peek;
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    public bool Try(string sign) => Took(Peek.Is(sign));

    public bool TryName(string name) => Took(Peek.IsName(name));

    public TemplateToken Need(TokenKind kind, string construct) => Peek.Kind == kind ? Take() : throw Unexpected(construct, $"expected {new TemplateToken(kind, Name(kind), 0)}");

    public void NeedSign(string sign, string construct)
    {
        if (!Try(sign))
            throw Unexpected(construct, $"expected '{sign}'");
    }

    public void NeedName(string name, string construct)
    {
        if (!TryName(name))
            throw Unexpected(construct, $"expected '{name}'");
    }

    public TemplateException Unexpected(string construct, string expected) => new($"{expected}, found {Peek}", Peek.Line, construct);

    private static string Name(TokenKind kind) => kind == TokenKind.Name ? "name" : kind.ToString();

    private bool Took(bool found)
    {
        if (found)
            Take();
        return found;
    }
}
