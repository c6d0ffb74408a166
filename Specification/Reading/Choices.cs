namespace RnnCluster.Specification.Reading;

/// <summary>The words for the values of an enumeration, for reading and for writing.</summary>
/// <param name="names">Words in the order of messages. A value's first word is the one that is written.</param>
internal sealed class Choices<T>(params (string Word, T Value)[] names)
    where T : struct, Enum
{
    /// <summary>What a user may write.</summary>
    public Grammar<T> Grammar { get; } =
        new(OneOf([.. names.Select(name => name.Word)]), (SpecNode node, out T value) =>
        {
            int index = node is ScalarNode scalar ? Array.FindIndex(names, name => name.Word == scalar.Text) : -1;
            value = index >= 0 ? names[index].Value : default;
            return index >= 0;
        })
        {
            Words = [.. names.Select(name => name.Word)],
        };

    /// <summary>The word of a value.</summary>
    public string WordOf(T value) =>
        names.First(name => EqualityComparer<T>.Default.Equals(name.Value, value)).Word;

    /// <summary>Words as a message lists them: <c>a, b or c</c>.</summary>
    internal static string OneOf(IReadOnlyList<string> words) => words.Count == 1
        ? $"'{words[0]}'"
        : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";
}
