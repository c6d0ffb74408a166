using System.Diagnostics.CodeAnalysis;
using RnnCluster.Shared;

namespace RnnCluster.Specification.Reading;

/// <summary>
/// Reads one section against its schema. Keys that the section does not have are refused before any value is looked
/// at, because a misspelt key explains the missing one; the first mistake in the order of the text is reported.
/// </summary>
internal sealed class MappingReader
{
    private readonly SpecDocument document;
    private readonly MappingNode node;
    private readonly SectionSchema schema;
    private readonly int line;

    /// <summary>Opens the outermost section.</summary>
    public MappingReader(SpecDocument document, SectionSchema schema)
        : this(document, document.Root, schema, document.Root.Line)
    {
    }

    private MappingReader(SpecDocument document, MappingNode node, SectionSchema schema, int line)
    {
        (this.document, this.node, this.schema, this.line) = (document, node, schema, line);
        foreach (SpecEntry entry in node.Entries)
        {
            if (schema.Find(entry.Key) is null)
            {
                throw ErrorAt(entry.Line, entry.Key, $"unknown key; {HintForUnknown(entry.Key)}");
            }
        }
    }

    /// <summary>Whether the user wrote the key.</summary>
    public bool Has(string key)
    {
        Ensure.That(schema.Find(key) is not null);
        return node.Find(key) is not null;
    }

    /// <summary>Whether the value of a key is a mapping.</summary>
    public bool HasMapping(string key) => Has(key) && node.Find(key)!.Value is MappingNode;

    /// <summary>Reads a key that must be there.</summary>
    public T Read<T>(string key, Grammar<T> grammar)
    {
        if (!Has(key))
        {
            throw ErrorAt(line, key, $"missing; expected {grammar.Expected}");
        }

        SpecNode value = node.Find(key)!.Value;
        return grammar.TryRead(value, out T result)
            ? result
            : throw ErrorAt(value.Line, key, $"found {Show(value)}; expected {grammar.Expected}{Hint(value, grammar)}");
    }

    /// <summary>Reads a key that has a default.</summary>
    public T Read<T>(string key, Grammar<T> grammar, T fallback) => Has(key) ? Read(key, grammar) : fallback;

    /// <summary>Opens a section below this one that must be there.</summary>
    public MappingReader Section(SectionSchema section)
    {
        string expected = $"a mapping with the keys {string.Join(", ", section.Keys.Select(key => key.Name))}";
        if (!Has(section.Name))
        {
            throw ErrorAt(line, section.Name, $"missing; expected {expected}");
        }

        SpecEntry entry = node.Find(section.Name)!;
        return entry.Value is MappingNode mapping
            ? new MappingReader(document, mapping, section, entry.Line)
            : throw ErrorAt(entry.Value.Line, section.Name, $"found {Show(entry.Value)}; expected {expected}");
    }

    /// <summary>Opens a section below this one if the user wrote it.</summary>
    public MappingReader? MaybeSection(SectionSchema section) => Has(section.Name) ? Section(section) : null;

    /// <summary>Reads the section's kind, and refuses keys that belong to its other kinds.</summary>
    public T ReadKind<T>(Choices<T> choices)
        where T : struct, Enum
    {
        T value = Read("kind", choices.Grammar);
        string kind = choices.WordOf(value);
        foreach (SpecEntry entry in node.Entries)
        {
            KeySchema key = schema.Find(entry.Key)!;
            if (!key.BelongsTo(kind))
            {
                string own = string.Join(", ", schema.Keys.Where(k => k.BelongsTo(kind)).Select(k => k.Name));
                throw ErrorAt(
                    entry.Line,
                    entry.Key,
                    $"belongs to kind {string.Join(" and ", key.Kinds)}, not {kind}; the keys of {kind} are {own}");
            }
        }

        return value;
    }

    /// <summary>Refuses all but exactly one of two keys.</summary>
    /// <returns>Whether it is the first one that is there.</returns>
    public bool ReadsFirstOf(string first, string second)
    {
        if (Has(first) == Has(second))
        {
            throw Has(first)
                ? Error(second, $"given beside '{first}'; keep one of them")
                : ErrorAt(line, "", $"missing '{first}' or '{second}'; expected one of them");
        }

        return Has(first);
    }

    /// <summary>Refuses a key where it has no meaning.</summary>
    /// <param name="key">The key.</param>
    /// <param name="reason">Why, and what to do.</param>
    public void Refuse(string key, string reason)
    {
        if (Has(key))
        {
            throw ErrorAt(node.Find(key)!.Line, key, reason);
        }
    }

    /// <summary>Refuses a value that contradicts another.</summary>
    /// <param name="possible">What must hold.</param>
    /// <param name="key">The key to blame.</param>
    /// <param name="problem">What is wrong; what is expected.</param>
    public void Demand([DoesNotReturnIf(false)] bool possible, string key, string problem)
    {
        if (!possible)
        {
            throw Error(key, problem);
        }
    }

    private InputException Error(string key, string problem) =>
        ErrorAt(node.Find(key)?.Value.Line ?? line, key, problem);

    private InputException ErrorAt(int at, string key, string problem)
    {
        string subject = key.Length == 0 ? schema.Path : SpecDocument.Join(schema.Path, key);
        return SpecDocument.Error(document.Origin, at, subject, problem);
    }

    private string HintForUnknown(string key)
    {
        // A key that exists elsewhere was probably put in the wrong place; else it was probably misspelt.
        SectionSchema? home = SpecSchema.Sections.FirstOrDefault(
            section => section.Path != schema.Path && section.Find(key) is not null);
        if (home is not null)
        {
            return home.Path.Length == 0
                ? $"'{key}' belongs to the outermost level"
                : $"'{key}' belongs under {home.Path}";
        }

        return NearestWord.Find(key, schema.Keys.Select(known => known.Name)) is string nearest
            ? $"did you mean '{nearest}'?"
            : $"the keys here are {string.Join(", ", schema.Keys.Select(known => known.Name))}";
    }

    private static string Hint<T>(SpecNode value, Grammar<T> grammar) =>
        value is ScalarNode scalar && NearestWord.Find(scalar.Text, grammar.Words) is string nearest
            ? $"; did you mean '{nearest}'?"
            : "";

    private static string Show(SpecNode value) => value switch
    {
        ScalarNode { IsNothing: true } => "nothing",
        ScalarNode { IsQuoted: true } scalar => $"the text \"{Shorten(scalar.Text)}\"",
        ScalarNode scalar => $"'{Shorten(scalar.Text)}'",
        SequenceNode { Items: var items } when items.All(item => item is ScalarNode) =>
            $"[{Shorten(string.Join(", ", items.Cast<ScalarNode>().Select(item => item.Text)))}]",
        SequenceNode => "a list",
        _ => "a mapping",
    };

    private static string Shorten(string text)
    {
        const int LengthMax = 60;
        return text.Length <= LengthMax ? text : $"{text[..LengthMax]}...";
    }
}
