using static RnnCluster.Specification.Reading.Grammars;

namespace RnnCluster.Specification.Reading;

/// <summary>Reads the section <c>data</c>.</summary>
internal static class DataReader
{
    private static readonly (double Train, double Validation, double Test) DefaultSplit = (0.9, 0.05, 0.05);

    /// <summary>Reads the section.</summary>
    /// <param name="root">The spec.</param>
    /// <param name="canonical">Whether the form is the canonical one, which has no paths.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    public static DataSpec Read(MappingReader root, bool canonical, string folder)
    {
        MappingReader data = root.Section(canonical ? SpecSchema.CanonicalData : SpecSchema.Data);
        CorpusSpec corpus = canonical ? ReadPathless(data) : ReadCorpus(data, folder);
        TokenizerKind tokenizer = data.Read("tokenizer", SpecChoices.Tokenizer.Grammar);
        if (tokenizer == TokenizerKind.Character)
        {
            data.Refuse("vocabulary", "only for 'tokenizer: word'; characters are all kept, leave it out");
            data.Refuse("lineEnd", "only for 'tokenizer: word'; a line end is a character already, leave it out");
        }

        int? vocabularyMax = data.Has("vocabulary")
            ? data.Read("vocabulary", Integer<int>(SpecLimits.Vocabulary))
            : null;
        return new DataSpec(corpus, tokenizer, vocabularyMax, data.Read("lineEnd", Flag, false));
    }

    private static CorpusSpec ReadCorpus(MappingReader data, string folder)
    {
        if (data.ReadsFirstOf("text", "train"))
        {
            data.Refuse("validation", "only beside 'train'; with 'text' the key 'split' cuts the validation part");
            data.Refuse("test", "only beside 'train'; with 'text' the key 'split' cuts the test part");
            (double train, double validation, double test) = data.Read("split", Split, DefaultSplit);
            return new SplitTextSpec(ReadPath(data, "text", folder), train, validation, test);
        }

        data.Refuse("split", "only beside 'text'; with 'train' the parts are files of their own");
        return new SeparateFilesSpec(
            ReadPath(data, "train", folder),
            data.Has("validation") ? ReadPath(data, "validation", folder) : null,
            data.Has("test") ? ReadPath(data, "test", folder) : null);
    }

    private static CorpusSpec ReadPathless(MappingReader data)
    {
        if (!data.Has("split"))
        {
            return new SeparateFilesSpec("", null, null);
        }

        (double train, double validation, double test) = data.Read("split", Split);
        return new SplitTextSpec("", train, validation, test);
    }

    private static string ReadPath(MappingReader data, string key, string folder) =>
        Path.GetFullPath(Path.Combine(folder, data.Read(key, FilePath)));
}
