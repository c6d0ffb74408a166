using System.Globalization;
using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Scenarios;

/// <summary>A command of a script: its words, and words that name a value.</summary>
internal sealed class ScriptLine(string text)
{
    private readonly string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string Verb => words[0];

    /// <summary>The word after the verb.</summary>
    public string Name => words[1];

    public NodeId Node => new(Name);

    /// <summary>Everything after so many words.</summary>
    public string Rest(int count) => string.Join(' ', words.Skip(count));

    public bool Has(string word) => words.Contains(word);

    public int Number(string word, int otherwise) =>
        Array.IndexOf(words, word) is >= 0 and int at
            ? int.Parse(words[at + 1], CultureInfo.InvariantCulture)
            : otherwise;

    /// <summary>The word after the verb as a number.</summary>
    public double Value => double.Parse(Name.TrimEnd('s'), CultureInfo.InvariantCulture);

    /// <summary>All subtrees that are named, as [first..last].</summary>
    public IReadOnlyList<TreeNode> Subtrees => [.. words.Where(word => word.StartsWith('[')).Select(Subtree)];

    public static TreeNode Subtree(string word)
    {
        int[] ends =
            [.. word.Trim('[', ']').Split("..").Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        int level = System.Numerics.BitOperations.Log2((uint)(ends[1] - ends[0] + 1));
        var node = new TreeNode(level, ends[0] >> level);
        Ensure.That(node.ToString() == word);
        return node;
    }
}
