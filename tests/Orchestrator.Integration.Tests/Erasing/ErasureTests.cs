using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Integration.Tests.Running;
using Orchestrator.Sdk;

namespace Orchestrator.Integration.Tests.Erasing;

/// <summary>What erasing does, as people and operators see it: over every face, over kills, and over copies of the files.</summary>
public sealed class ErasureTests
{
    private const string Canary = "heliotrope-quandary";

    [Fact]
    public async Task An_erased_conversation_is_closed_to_everybody_on_every_face_also_after_a_kill()
    {
        await using var system = await TestSystem.StartAsync(silo: ApiKeys.Arguments, nodes: false);
        await using var keys = new ApiKeys();
        var (anna, bert, other) = (keys.Client(system.SiloGrpc, ApiKeys.Anna), keys.Client(system.SiloGrpc, ApiKeys.Bert), keys.Client(system.SiloGrpc, ApiKeys.OtherTenant));
        var kept = await AskAsync(anna, null, "Prove that 7 is a prime and generalise");
        var asked = $"Prove that the word {Canary} has nineteen letters and generalise";
        var gone = await AskAsync(anna, null, asked);
        await system.SetFaultAsync(new { chunkDelayMs = 2000, count = 1 });
        var running = await anna.StartTurnAsync(Ask(gone.Conversation, "Derive a longer theorem about it, in every detail"));
        var (reader, texted) = Follow(anna, running);
        await texted.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAsync<OrchestratorException>(() => bert.EraseAsync(EraseRequest.OfConversation(gone.Conversation)));
        await Assert.ThrowsAsync<OrchestratorException>(() => other.EraseAsync(EraseRequest.OfConversation(gone.Conversation)));
        var (code, receipt, errors) = await EraseAsync(system.SiloGrpc, ApiKeys.Anna, "conversation", gone.Conversation.ToString(), "--id", "gone-1");

        Assert.True(code == 0, errors);
        Assert.Equal((1, 1), (receipt.GetProperty("conversations").GetInt32(), receipt.GetProperty("keys_destroyed").GetInt32()));
        Assert.Equal(ErrorReason.ConversationErased, (await reader.WaitAsync(TimeSpan.FromSeconds(60)))?.Reason);
        await ClosedAsync();

        await system.Silo.KillAsync();
        system.Silo.Start();
        await system.ReadyAsync();
        await ClosedAsync();
        Assert.Equal(receipt.GetProperty("completed_at").GetDateTimeOffset(), (await anna.FindErasureAsync("gone-1"))!.CompletedAt);
        Assert.Equal("completed", (await AskAsync(anna, kept.Conversation, "Prove it once more for 11")).State.ToString(), ignoreCase: true);

        async Task ClosedAsync()
        {
            Assert.Equal(kept.Conversation, Assert.Single((await anna.ListConversationsAsync()).Items).Id);
            foreach (var call in new Func<Task>[]
            {
                () => anna.GetConversationAsync(gone.Conversation),
                () => anna.ListTurnsAsync(gone.Conversation),
                () => anna.StartTurnAsync(Ask(gone.Conversation, "And now?")),
                () => ReadAsync(anna.ReadTurnAsync(gone.Conversation, gone.TurnId)),
                () => anna.CancelTurnAsync(gone.Conversation, running.TurnId),
                () => anna.EraseAsync(EraseRequest.OfConversation(gone.Conversation)),
            })
                Assert.Equal(ErrorReason.ConversationErased, (await Assert.ThrowsAsync<OrchestratorException>(call)).Error.Reason);
            foreach (var stranger in new[] { bert, other })
                Assert.Equal(ErrorReason.NotFound, (await Assert.ThrowsAsync<OrchestratorException>(() => stranger.GetConversationAsync(gone.Conversation))).Error.Reason);

            // Over OpenAI's face: by its name it is gone, and its history, sent again, opens a new one.
            var named = await CompleteAsync(system, [("user", "And now?")], gone.Conversation);
            var again = await CompleteAsync(system, [("user", asked), ("assistant", gone.Output!.Text), ("user", "Prove it again in other words, and generalise")]);
            Assert.Equal((HttpStatusCode.NotFound, "conversation_erased"), (named.Status, JsonDocument.Parse(named.Body).RootElement.GetProperty("error").GetProperty("code").GetString()));
            Assert.Equal(HttpStatusCode.OK, again.Status);
            Assert.NotEqual(gone.Conversation.ToString(), again.Route["conversation"]);
            await anna.EraseAsync(EraseRequest.OfConversation(Id(again)));
        }
    }

    [Fact]
    public async Task An_owner_whose_host_is_killed_in_the_middle_of_an_erase_is_erased_whole_and_nobody_else()
    {
        await using var system = await TestSystem.StartAsync(silo: ApiKeys.Arguments, nodes: false);
        await using var keys = new ApiKeys();
        var (anna, bert) = (keys.Client(system.SiloGrpc, ApiKeys.Anna), keys.Client(system.SiloGrpc, ApiKeys.Bert));
        var others = await AskAsync(bert, null, "Prove that 13 is a prime and generalise");

        for (var round = 0; round < 4; round++)
        {
            var mine = new List<TurnView>();
            for (var i = 0; i < 5; i++)
                mine.Add(await AskAsync(anna, null, $"turn on the light number {i} in the kitchen"));
            var head = KeyFileHead(system);

            // Killed at once, or when the keys are destroyed and the rest may not be done.
            var erasing = EraseAsync(system.SiloGrpc, ApiKeys.Anna, "owner", "anna", "--yes", "--id", $"owner-{round}");
            if (round % 2 == 0)
                await system.UntilAsync(() => Task.FromResult(erasing.IsCompleted || !KeyFileHead(system).SequenceEqual(head)), "the key file's next generation");
            else
                await system.UntilAsync(async () => erasing.IsCompleted || (await anna.ListConversationsAsync()).Items.IsEmpty, "the conversations to be closed");
            await system.Silo.KillAsync();
            system.Silo.Start();
            await system.ReadyAsync();
            await erasing;

            var receipt = await anna.EraseAsync(EraseRequest.OfOwner("anna") with { ErasureId = $"owner-{round}" });

            Assert.Equal((5, 5), (receipt.Conversations, receipt.KeysDestroyed));
            Assert.Equal(receipt, await anna.FindErasureAsync($"owner-{round}"));
            Assert.Empty((await anna.ListConversationsAsync()).Items);
            foreach (var turn in mine)
                Assert.Equal(ErrorReason.ConversationErased, (await Assert.ThrowsAsync<OrchestratorException>(() => anna.ListTurnsAsync(turn.Conversation))).Error.Reason);
            Assert.Equal(others.Output!.Text, Assert.Single((await bert.ListTurnsAsync(others.Conversation)).Items).Output!.Text);
        }
    }

    [Fact]
    public async Task A_copy_from_before_the_erase_tells_nothing_under_todays_keys_and_an_old_key_file_nothing_once_the_top_key_is_rotated()
    {
        using var top = new TopKeyFiles();
        await using var system = await TestSystem.StartAsync(silo: [.. ApiKeys.Arguments, $"--Orchestrator:Keys:TopKey:File={top.Current}"], nodes: false);
        await using var keys = new ApiKeys();
        var anna = keys.Client(system.SiloGrpc, ApiKeys.Anna);
        var silo = Path.Combine(system.Directory, "silo");
        var (before, after) = (silo + ".before", silo + ".after");
        var kept = await AskAsync(anna, null, "Prove that 7 is a prime and generalise");
        var gone = await AskAsync(anna, null, $"Prove that the word {Canary} has nineteen letters and generalise");
        await system.Silo.KillAsync();
        Copy(silo, before);
        await StartAsync(system);

        await anna.EraseAsync(EraseRequest.OfConversation(gone.Conversation) with { ErasureId = "copied" });
        await system.Silo.KillAsync();
        Copy(silo, after);
        foreach (var files in new[] { before, after })
            Assert.Empty(TextScan.Files(files, Canary));
        Assert.True(TextScan.Contains(System.Text.Encoding.UTF8.GetBytes(await system.ProviderCaptureAsync()), Canary), "the scan finds the word where it was sent in clear");

        // Everything of before but the key file, and today's keys: what was erased is no more to be had, all else is.
        await PutAsync(system, before, keyFileOf: after);
        Assert.Contains("7", (await anna.ListTurnsAsync(kept.Conversation)).Items[0].Input[0].Text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OrchestratorException>(() => anna.ListTurnsAsync(gone.Conversation));

        await system.Silo.KillAsync();

        // The control: with the key file of before it can be read, for that is what a backup of keys is.
        await PutAsync(system, before, keyFileOf: before);
        Assert.Contains(Canary, (await anna.ListTurnsAsync(gone.Conversation)).Items[0].Input[0].Text, StringComparison.Ordinal);

        // Until the top key is rotated, which the receipt tells.
        await system.Silo.KillAsync();
        Replace(after, silo);
        var (code, rotated, errors) = await CommandLine.RunAsync("keys", "rotate", "--data", silo, "--from-file", top.Current, "--to-file", top.Next);
        Assert.True(code == 0, errors);
        Assert.Contains("copied", rotated, StringComparison.Ordinal);
        File.Copy(top.Next, top.Current, overwrite: true);
        await StartAsync(system);
        Assert.NotNull((await anna.FindErasureAsync("copied"))!.CoveredAt);
        await system.Silo.KillAsync();
        Replace(before, silo);
        system.Silo.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal(2, await system.Silo.ExitAsync(patience.Token));
        Assert.Contains("wants top key", system.Silo.Log, StringComparison.Ordinal);
    }

    private static async Task StartAsync(TestSystem system)
    {
        system.Silo.Start();
        await system.HealthyAsync(system.SiloHttp);
    }

    /// <summary>Starts the silo on a copy of its files, with the key file of another.</summary>
    private static async Task PutAsync(TestSystem system, string copy, string keyFileOf)
    {
        var silo = Path.Combine(system.Directory, "silo");
        Replace(copy, silo);
        File.Copy(Path.Combine(keyFileOf, "keys", "wrapped.keys"), Path.Combine(silo, "keys", "wrapped.keys"), overwrite: true);
        await StartAsync(system);
    }

    private static void Replace(string from, string to)
    {
        Directory.Delete(to, recursive: true);
        Copy(from, to);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static async Task<(int Code, JsonElement Receipt, string Errors)> EraseAsync(int port, string key, params string[] what)
    {
        var (code, output, errors) = await CommandLine.RunAsync(["erase", .. what, "--json", "--endpoint", TestSystem.Url(port), "--key", key]);
        return (code, output.Length == 0 ? default : JsonDocument.Parse(output).RootElement, errors + output);
    }

    /// <summary>The head of the silo's key file, which is another one for each key-encryption key.</summary>
    private static byte[] KeyFileHead(TestSystem system)
    {
        using var file = new FileStream(Path.Combine(system.Directory, "silo", "keys", "wrapped.keys"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[256];
        file.ReadExactly(head);
        return head;
    }

    private static TurnRequest Ask(ConversationId? conversation, string text) => new() { Conversation = conversation, Input = [Message.User(text)] };

    private static async Task<TurnView> AskAsync(IOrchestratorClient client, ConversationId? conversation, string text)
    {
        var turn = await ReadAsync(client.SendTurnAsync(Ask(conversation, text)));
        Assert.Equal(TurnState.Completed, turn.State);
        return turn;
    }

    private static async Task<TurnView> ReadAsync(IAsyncEnumerable<TurnUpdate> updates)
    {
        TurnView? turn = null;
        await foreach (var update in updates)
            turn = (update as TurnEnded)?.Turn ?? turn;
        return turn!;
    }

    /// <summary>Reads a turn that runs: how it ended in the end, and when its first text came.</summary>
    private static (Task<OrchestratorError?> End, TaskCompletionSource Texted) Follow(IOrchestratorClient client, TurnView turn)
    {
        var texted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (FollowAsync(), texted);

        async Task<OrchestratorError?> FollowAsync()
        {
            try
            {
                await foreach (var update in client.ReadTurnAsync(turn.Conversation, turn.TurnId))
                {
                    if (update is TurnText)
                        texted.TrySetResult();
                    if (update is TurnEnded ended)
                        return ended.Turn.Error;
                }

                return null;
            }
            catch (OrchestratorException exception)
            {
                return exception.Error;
            }
        }
    }

    private static async Task<Answer> CompleteAsync(TestSystem system, (string Role, string Content)[] messages, ConversationId? conversation = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{TestSystem.Url(system.SiloHttp)}/v1/chat/completions");
        request.Headers.Add("Authorization", $"Bearer {ApiKeys.Anna}");
        if (conversation is { } id)
            request.Headers.Add("x-orchestrator-conversation", id.ToString());
        request.Content = JsonContent.Create(new { model = "auto", messages = messages.Select(static m => new { role = m.Role, content = m.Content }) });
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private static ConversationId Id(Answer answer) => ConversationId.TryParse(answer.Route["conversation"], out var id) ? id : throw new InvalidDataException("no conversation");
}
