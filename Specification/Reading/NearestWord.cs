namespace RnnCluster.Specification.Reading;

/// <summary>Finds the word that a user probably meant.</summary>
public static class NearestWord
{
    /// <summary>The closest candidate, if it is close enough to be a slip; the first among equals.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What could have been meant, in order of preference.</param>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int best = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best)
            {
                (nearest, best) = (candidate, distance);
            }
        }

        // A slip changes about a third of a word; beyond that the hint would be a guess.
        return nearest is not null && best <= 1 + (Math.Min(word.Length, nearest.Length) / 3) ? nearest : null;
    }

    /// <summary>How many insertions, deletions, replacements and swaps lead from one to the other.</summary>
    internal static int Distance(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] row = new int[to.Length + 1];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[to.Length];
    }
}
