using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Cli.Tests.Telemetry;

public sealed partial class RedactedLoggingTests
{
    [Fact]
    public void Ids_that_callers_choose_are_digests_and_content_is_left_out()
    {
        var lines = new Lines();
        using var services = new ServiceCollection().AddLogging(l => l.AddProvider(lines).AddRedactedConsole()).BuildServiceProvider();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("test");

        Told(logger, "order of Ana Lopes", "my card is 4111", "gateway-1");
        Told(logger, "order of Ana Lopes", "other words", "gateway-1");
        Told(logger, "another", "other words", "gateway-1");

        var told = lines.Written.ToArray();
        Assert.All(told, t => Assert.Matches("^Turn #[0-9a-f]{16} said at gateway-1$", t));
        Assert.Equal(told[0], told[1]);
        Assert.NotEqual(told[0], told[2]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_redactor_classified_text_is_left_out(bool redaction)
    {
        var lines = new Lines();
        using var services = new ServiceCollection()
            .AddLogging(l => (redaction ? l.EnableRedaction() : l).AddProvider(lines)).AddRedaction().BuildServiceProvider();

        Told(services.GetRequiredService<ILoggerFactory>().CreateLogger("test"), "order of Ana Lopes", "my card is 4111", "gateway-1");

        var told = Assert.Single(lines.Written) + lines.Tags;
        Assert.Contains("gateway-1", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Lopes", told, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_are_told_by_type_code_and_stack_and_never_by_their_words()
    {
        var lines = new Lines();
        using var provider = new WordlessLoggerProvider(lines);
        var thrown = Assert.Throws<AggregateException>(static () => Fail("4111 1111 1111 1111"));

        provider.CreateLogger("test").Log(LogLevel.Error, 1, "it broke", thrown, static (state, e) => $"{state}: {e}");

        var told = Assert.Single(lines.Written);
        Assert.DoesNotContain("4111", told, StringComparison.Ordinal);
        Assert.Contains("System.AggregateException", told, StringComparison.Ordinal);
        Assert.Contains(" ---> System.FormatException (0x80131537)", told, StringComparison.Ordinal);
        Assert.Contains(nameof(Fail), told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Information, false)]
    [InlineData("Grpc.AspNetCore.Grpc.JsonTranscoding.ServerCallHandler", LogLevel.Information, false)]
    [InlineData("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Error, true)]
    [InlineData("Orchestrator.Api", LogLevel.Debug, true)]
    public void What_the_grpc_library_tells_of_a_refusal_quotes_the_caller_and_is_left_out(string category, LogLevel level, bool told)
    {
        var lines = new Lines();
        using var provider = new WordlessLoggerProvider(lines);
        var logger = provider.CreateLogger(category);

        logger.Log(level, 3, "Error status code with detail", null, static (state, _) => state);

        Assert.Equal((told, told ? 1 : 0), (logger.IsEnabled(level), lines.Written.Count));
    }

    private static void Fail(string quoted)
    {
        try
        {
            throw new FormatException($"'{quoted}' is no number");
        }
        catch (FormatException e)
        {
            throw new AggregateException($"reading {quoted}", e);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Turn {TurnId} said {Text}at {Node}")]
    private static partial void Told(ILogger logger, [CallerId] string turnId, [Content] string text, [Operational] string node);

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = [];

        /// <summary>What the last line gave a provider besides its words.</summary>
        public string Tags { get; private set; } = "";

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Written.Enqueue(formatter(state, exception));
            Tags = string.Join(", ", state as IEnumerable<KeyValuePair<string, object?>> ?? []);
        }

        public void Dispose()
        {
        }
    }
}
