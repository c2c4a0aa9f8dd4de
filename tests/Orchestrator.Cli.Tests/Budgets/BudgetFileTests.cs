using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Hosting.Budgets;

namespace Orchestrator.Cli.Tests.Budgets;

/// <summary>The file of budgets, and what a running silo makes of its changes.</summary>
public sealed class BudgetFileTests : IDisposable
{
    private const string Page = """
        {
          "tenants": [
            {
              "tenant": "acme", "limit": 500, "period": "month", "conversation_limit": 2,
              "keys": [ { "id": "app-1", "limit": 20, "period": "day" } ]
            },
            { "tenant": "prepaid-inc", "period": "total", "credits": [ { "id": "invoice-7", "amount": 100 } ] }
          ]
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory["budgets.json"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_pages_example_is_read_as_the_page_says()
    {
        using var watch = Watch(Page);

        var acme = watch.Find("acme")!;
        Assert.Equal((new(500, BudgetPeriod.Month), new BudgetRule(20, BudgetPeriod.Day), 2m), (acme.Tenant, acme.Of("app-1"), acme.ConversationLimit));
        Assert.Null(acme.Of("app-2"));
        Assert.Equal(new(100, BudgetPeriod.Total), watch.Find("prepaid-inc")!.Tenant);
        Assert.Null(watch.Find("other"));
    }

    [Fact]
    public void Credits_add_up_and_one_that_is_taken_back_counts_against_them()
    {
        using var watch = Watch("""{"tenants":[{"tenant":"a","period":"total","limit":1,"credits":[{"id":"x","amount":10},{"id":"x back","amount":-2.5}]}]}""");

        Assert.Equal(new(8.5m, BudgetPeriod.Total), watch.Find("a")!.Tenant);
    }

    [Fact]
    public void A_tenant_whose_conversations_alone_are_limited_has_no_budget_of_its_own_and_limits_every_key()
    {
        using var watch = Watch("""{"tenants":[{"tenant":"a","conversation_limit":1}]}""");

        Assert.Null(watch.Find("a")!.Tenant);
        Assert.True(watch.Find("a")!.Limits("any"));
    }

    [Fact]
    public void A_tenant_whose_keys_alone_have_budgets_limits_no_other_key()
    {
        using var watch = Watch("""{"tenants":[{"tenant":"a","keys":[{"id":"poor","limit":1}]}]}""");

        Assert.Equal((true, false), (watch.Find("a")!.Limits("poor"), watch.Find("a")!.Limits("other")));
    }

    [Theory]
    [InlineData("{", "is no file of budgets (line 1")]
    [InlineData("null", "is empty")]
    [InlineData("""{"tennants":[]}""", "is no file of budgets")]
    [InlineData("""{"tenants":[{"limit":1}]}""", "must name its tenant")]
    [InlineData("""{"tenants":[{"tenant":"a","limit":-1}]}""", "the limit of tenant 'a' must be 0 to 1000000000")]
    [InlineData("""{"tenants":[{"tenant":"a","limit":1,"period":"week"}]}""", "$.tenants[0].period")]
    [InlineData("""{"tenants":[{"tenant":"a","credits":[{"id":"x","amount":1}]}]}""", "its period must be total")]
    [InlineData("""{"tenants":[{"tenant":"a","period":"total","credits":[{"id":"x","amount":1},{"id":"x","amount":1}]}]}""", "has a credit twice")]
    [InlineData("""{"tenants":[{"tenant":"a","period":"total","credits":[{"amount":1}]}]}""", "needs an id")]
    [InlineData("""{"tenants":[{"tenant":"a","conversation_limit":-1}]}""", "conversation_limit")]
    [InlineData("""{"tenants":[{"tenant":"a","keys":[{"limit":1}]}]}""", "must have an id")]
    [InlineData("""{"tenants":[{"tenant":"a","keys":[{"id":"k","limit":1},{"id":"k","limit":2}]}]}""", "has a key twice")]
    [InlineData("""{"tenants":[{"tenant":"a","limit":1},{"tenant":"a","limit":2}]}""", "a tenant stands there twice")]
    [InlineData("""{"tenants":[null]}""", "an entry is null")]
    [InlineData("""{"tenants":[{"tenant":"a","keys":[null]}]}""", "an entry is null")]
    [InlineData("""{"tenants":[{"tenant":"a","period":"total","credits":[null]}]}""", "an entry is null")]
    [InlineData("""{"tenants":[{"tenant":"a","keys":[{"id":"k","credits":[null]}]}]}""", "an entry is null")]
    public void A_file_that_makes_no_sense_keeps_the_silo_from_starting_and_the_message_says_where(string text, string words)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Watch(text));

        Assert.StartsWith(Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_keeps_the_silo_from_starting() =>
        Assert.Throws<FileNotFoundException>(() => new BudgetFileWatch(Path, TimeProvider.System, NullLogger<BudgetFileWatch>.Instance));

    [Fact]
    public void A_change_holds_without_a_restart_and_a_damaged_or_missing_file_leaves_what_was()
    {
        using var watch = Watch("""{"tenants":[{"tenant":"a","limit":1}]}""");

        File.WriteAllText(Path, """{"tenants":[{"tenant":"a","limit":22}]}""");
        watch.Look();
        Assert.Equal(22, watch.Find("a")!.Tenant!.Limit);

        File.WriteAllText(Path, "{ damaged");
        watch.Look();
        Assert.Equal(22, watch.Find("a")!.Tenant!.Limit);

        File.Delete(Path);
        watch.Look();
        Assert.Equal(22, watch.Find("a")!.Tenant!.Limit);

        File.WriteAllText(Path, """{"tenants":[]}""");
        watch.Look();
        Assert.Null(watch.Find("a"));
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        File.WriteAllText(Path, Page);
        var first = BudgetFile.Read(Path).ToJson();
        File.WriteAllText(Path, first);

        Assert.Equal(first, BudgetFile.Read(Path).ToJson());
    }

    private BudgetFileWatch Watch(string text)
    {
        File.WriteAllText(Path, text);
        return new(Path, TimeProvider.System, NullLogger<BudgetFileWatch>.Instance);
    }
}
