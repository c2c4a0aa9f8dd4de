using System.Globalization;
using Orchestrator.Privacy;

namespace Orchestrator.Training.Pii;

/// <summary>Writes the model's card.</summary>
internal static class ModelCard
{
    public static string Of(SpanEvaluation held, int features, long bytes, int epochs, int seed) => string.Create(CultureInfo.InvariantCulture, $"""
        # pii-tagger 1.0.0

        Finds people, places, organisations, postal addresses, titles, nationalities and ages in text: an averaged perceptron (Collins 2002) that reads from left to right with its own last two tags. It is a part of `Orchestrator.Privacy`, which carries `weights.bin` inside the assembly.

        - **Size**: {features} features of sixteen 16-bit weights, {bytes / 1024} KiB packed by Brotli.
        - **What it looks at**: words around a token, shapes (capitals, digits), two to four letters at both ends, closed classes (forms of address, kinds of streets and companies, countries, nationalities, months, professions), line ends. There is no list of persons, towns or companies. What other detectors found is hidden from it, and it sees no number's value.
        - **Made by**: `dotnet run -c Release --project training/Orchestrator.Training.Pii -- train <data folder> .` ({epochs} epochs, seed {seed}; about a minute on one core; equal bytes for equal data, seed and repository).
        - **Languages**: English. Templates in German, French, Spanish and Italian and names of 36 locales take part in training, but no test set of those languages was measured.

        ## Measured on templates that were kept out of training

        The whole analyser (rules and tagger) on `synth_v2_dev.jsonl`, in four folds by template: no text of a template that is judged took part in training. A finding is right when its intersection with a marked span is at least half of their union, whatever the types.

        ```
        {EvaluationTable.Of(held)}
        ```

        GPE and DOMAIN_NAME are the data set's names for LOCATION and URL. The published results of Presidio on the whole set are F2 .618 with its default model and .845 with a tuned transformer, by another evaluator (https://github.com/microsoft/presidio-research); the sets are not quite the same.

        ## Limits

        - The rows were made from templates with names of a generator. Free text differs: expect less there.
        - Lower-case names, names that are ordinary words ("Will", "Grace") at the start of a sentence, titles of books and songs, product names, and addresses without a number or a word for a street are the usual mistakes.
        - Text full of technical capitals (tables of products, acronyms) costs precision.
        - A name in another script than Latin is found only where the words around it give it away.

        """);
}
