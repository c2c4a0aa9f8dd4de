namespace Orchestrator.Inference.Templates;

internal enum TokenKind
{
    Text,
    OpenOutput,
    CloseOutput,
    OpenBlock,
    CloseBlock,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}

internal readonly record struct TemplateToken(TokenKind Kind, string Text, int Line)
{
    public bool Is(string text) => Kind == TokenKind.Operator && Text == text;

    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.CloseBlock => "'%}'",
        TokenKind.CloseOutput => "'}}'",
        TokenKind.Text => "text",
        TokenKind.String => "a string",
        _ => $"'{Text}'",
    };
}
