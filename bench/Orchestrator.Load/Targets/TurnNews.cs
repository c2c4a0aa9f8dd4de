using System.Buffers;
using Google.Protobuf;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Load.Targets;

/// <summary>What matters of a <c>TurnUpdate</c>, read without building the rest of it.</summary>
/// <param name="Text">The piece's text, when it is one.</param>
/// <param name="Completed">Whether it says that the turn is completed.</param>
internal sealed record TurnNews(string? Text, bool Completed)
{
    public static TurnNews Read(ReadOnlySequence<byte> message)
    {
        using var input = new CodedInputStream(message.ToArray());
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case TurnUpdate.TextFieldNumber:
                    return new(TextPiece.Parser.ParseFrom(input.ReadBytes()).Text, false);
                case TurnUpdate.EndedFieldNumber:
                    return new(null, TurnEnded.Parser.ParseFrom(input.ReadBytes()).Turn.State == TurnState.Completed);
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new(null, false);
    }
}
