using RnnCluster.Shared;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RnnCluster.Specification.Reading;

/// <summary>
/// YAML text to nodes. It reads the parser's events rather than the library's node graph, because a duplicate key, an
/// anchor or a tag must be reported with its own line and in our words. Specs are plain data: anchors, aliases, tags
/// and further documents are refused.
/// </summary>
internal sealed class YamlNodes
{
    private readonly Parser parser;
    private readonly string origin;

    private YamlNodes(string text, string origin)
    {
        parser = new Parser(new StringReader(text));
        this.origin = origin;
    }

    /// <summary>Parses the text of a spec.</summary>
    /// <exception cref="InputException">It is no YAML, or YAML beyond plain data.</exception>
    public static SpecDocument Parse(string text, string origin)
    {
        var nodes = new YamlNodes(text, origin);
        try
        {
            return nodes.ReadStream();
        }
        catch (YamlException exception)
        {
            int tab = LineOfLeadingTab(text);
            throw tab > 0
                ? SpecDocument.Error(origin, tab, "", "starts with a tab; YAML is indented with spaces", exception)
                : SpecDocument.Error(
                    origin, (int)exception.Start.Line, "", $"not valid YAML: {OneLine(exception.Message)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // YamlDotNet's scanner ends so at some unclosed braces; what it read last is close to the fault.
            int line = nodes.parser.Current is { } last ? (int)last.End.Line : 0;
            const string Problem = "not valid YAML after this; close every brace, bracket and quote";
            throw SpecDocument.Error(origin, line, "", Problem, exception);
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    private static int LineOfLeadingTab(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return 1 + Array.FindIndex(lines, line => line.TrimStart(' ').StartsWith('\t') && line.Trim().Length > 0);
    }

    private SpecDocument ReadStream()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            throw SpecDocument.Error(origin, 0, "", "empty; expected a run spec, see docs/run-spec.md");
        }

        parser.Consume<DocumentStart>();
        SpecNode root = ReadNode("", 0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            throw SpecDocument.Error(origin, Line(second), "", "a second document; a file holds one run spec");
        }

        return root is MappingNode mapping
            ? new SpecDocument(origin, mapping)
            : throw SpecDocument.Error(origin, root.Line, "", "no run spec; expected lines such as 'name: my-run'");
    }

    private SpecNode ReadNode(string path, int depth)
    {
        if (parser.Accept<AnchorAlias>(out AnchorAlias? alias))
        {
            throw SpecDocument.Error(origin, Line(alias), path, "an alias; write the value out");
        }

        if (parser.Accept<NodeEvent>(out NodeEvent? node))
        {
            RefuseDecoration(node, path);
            if (depth > SpecDocument.DepthMax)
            {
                throw SpecDocument.Error(
                    origin, Line(node), path, $"nested deeper than {SpecDocument.DepthMax} levels");
            }
        }

        if (parser.TryConsume<Scalar>(out Scalar? scalar))
        {
            return new ScalarNode(Line(scalar), scalar.Value, scalar.Style != ScalarStyle.Plain);
        }

        return parser.TryConsume<SequenceStart>(out SequenceStart? sequence)
            ? ReadSequence(Line(sequence), path, depth)
            : ReadMapping(Line(parser.Consume<MappingStart>()), path, depth);
    }

    private SequenceNode ReadSequence(int line, string path, int depth)
    {
        var items = new List<SpecNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(path, depth + 1));
        }

        return new SequenceNode(line, items);
    }

    private MappingNode ReadMapping(int line, string path, int depth)
    {
        var entries = new List<SpecEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            ParsingEvent place = parser.Current!;
            if (ReadNode(path, depth + 1) is not ScalarNode key)
            {
                throw SpecDocument.Error(origin, Line(place), path, "a key that is no word; expected 'key: value'");
            }

            SpecNode value = ReadNode(SpecDocument.Join(path, key.Text), depth + 1);
            SpecDocument.Add(entries, new SpecEntry(key.Text, key.Line, value), origin, path);
        }

        return new MappingNode(line, entries);
    }

    private void RefuseDecoration(NodeEvent node, string path)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw SpecDocument.Error(origin, Line(node), path, "an anchor; a run spec has no use for one");
        }

        if (!node.Tag.IsEmpty)
        {
            throw SpecDocument.Error(origin, Line(node), path, $"the tag '{node.Tag}'; a run spec has no use for one");
        }
    }

    private static int Line(ParsingEvent place) => (int)place.Start.Line;
}
