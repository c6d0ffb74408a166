using System.Buffers;
using System.Text;
using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// The file format of a vocabulary. Written by hand, because the hash of these bytes is part of a run's identity and
/// a JSON library may change its escapes or its white space from one version to the next.
/// </summary>
internal static class VocabularyJson
{
    /// <summary>Raised when a file of the old form could no longer be read.</summary>
    public const int Format = 1;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Writes a vocabulary as UTF-8.</summary>
    public static void Write(Vocabulary vocabulary, IBufferWriter<byte> output)
    {
        var text = new StringBuilder();
        text.Append("{\n  \"format\": ").Append(Format);
        text.Append(",\n  \"kind\": \"").Append(NameOf(vocabulary.Kind));
        text.Append("\",\n  \"lineEnd\": ").Append(vocabulary.LineEnd ? "true" : "false");
        text.Append(",\n  \"symbols\": [");
        for (int token = 0; token < vocabulary.Count; token++)
        {
            text.Append(token == 0 ? "\n    " : ",\n    ");
            AppendString(text, vocabulary[token]);
        }

        text.Append("\n  ]\n}\n");
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    /// <summary>Reads a vocabulary and checks all of it.</summary>
    /// <exception cref="InputException">It is no vocabulary, or a damaged one.</exception>
    public static Vocabulary Read(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement, source);
        }
        catch (JsonException exception)
        {
            string line = exception.LineNumber is long number ? $"line {number + 1}: " : "";
            throw new InputException(
                $"{source}: {line}this is no valid JSON; take the vocabulary from an intact checkpoint.", exception);
        }
    }

    /// <summary>What is wrong with these symbols, or null if they make a vocabulary.</summary>
    public static string? FindFault(TokenizerKind kind, bool lineEnd, IReadOnlyList<string> symbols)
    {
        if (symbols.Count == 0)
        {
            return "\"symbols\" is empty, but a vocabulary needs at least one";
        }

        return kind == TokenizerKind.Character
            ? FindCharacterFault(lineEnd, symbols)
            : FindWordFault(symbols);
    }

    private static string? FindCharacterFault(bool lineEnd, IReadOnlyList<string> symbols)
    {
        if (lineEnd)
        {
            return "\"lineEnd\" is true, but only words have line ends";
        }

        int last = -1;
        for (int token = 0; token < symbols.Count; token++)
        {
            string symbol = symbols[token];
            if (!Rune.TryGetRuneAt(symbol.Length == 0 ? "\uD800" : symbol, 0, out Rune rune)
                || rune.Utf16SequenceLength != symbol.Length)
            {
                return $"\"symbols[{token}]\" is not exactly one character";
            }

            if (rune.Value <= last)
            {
                return $"\"symbols[{token}]\" (U+{rune.Value:X4}) does not come after U+{last:X4}, "
                    + "but code points must ascend";
            }

            last = rune.Value;
        }

        return null;
    }

    private static string? FindWordFault(IReadOnlyList<string> symbols)
    {
        if (symbols[0] != Vocabulary.Unknown)
        {
            return $"\"symbols[0]\" must be \"{Vocabulary.Unknown}\"";
        }

        var seen = new HashSet<string>(symbols.Count, StringComparer.Ordinal);
        for (int token = 0; token < symbols.Count; token++)
        {
            string symbol = symbols[token];
            if (symbol.Length == 0 || symbol.Any(WordReader.IsWhiteSpace))
            {
                return $"\"symbols[{token}]\" is empty or contains white space, so it is no word";
            }

            if (!seen.Add(symbol))
            {
                return $"\"symbols[{token}]\" (\"{symbol}\") is there twice";
            }
        }

        return null;
    }

    private static Vocabulary Read(JsonElement root, string source)
    {
        JsonElement format = Member(root, "format", JsonValueKind.Number, source);
        if (!format.TryGetInt32(out int version) || version != Format)
        {
            throw Fault(source, $"\"format\" is {format.GetRawText()}, but this version reads {Format}");
        }

        string name = TextOf(Member(root, "kind", JsonValueKind.String, source), "kind", source);
        TokenizerKind kind = name switch
        {
            "character" => TokenizerKind.Character,
            "word" => TokenizerKind.Word,
            _ => throw Fault(source, $"\"kind\" is \"{name}\", but it must be \"character\" or \"word\""),
        };
        bool lineEnd = Member(root, "lineEnd", JsonValueKind.True, source).GetBoolean();
        JsonElement list = Member(root, "symbols", JsonValueKind.Array, source);
        string[] symbols = new string[list.GetArrayLength()];
        int token = 0;
        foreach (JsonElement symbol in list.EnumerateArray())
        {
            symbols[token] = TextOf(symbol, $"symbols[{token}]", source);
            token++;
        }

        return FindFault(kind, lineEnd, symbols) is string fault
            ? throw Fault(source, fault)
            : new Vocabulary(kind, lineEnd, symbols);
    }

    private static JsonElement Member(JsonElement root, string name, JsonValueKind kind, string source)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Fault(source, "this is no JSON object");
        }

        if (!root.TryGetProperty(name, out JsonElement member))
        {
            throw Fault(source, $"\"{name}\" is missing");
        }

        bool isRight = member.ValueKind == kind
            || (kind == JsonValueKind.True && member.ValueKind == JsonValueKind.False);
        string expected = kind switch
        {
            JsonValueKind.True => "true or false",
            JsonValueKind.Number => "a number",
            JsonValueKind.String => "a string",
            _ => "an array",
        };
        return isRight ? member : throw Fault(source, $"\"{name}\" must be {expected}");
    }

    private static string TextOf(JsonElement element, string name, string source)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw Fault(source, $"\"{name}\" is not a string");
        }

        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8: the parser finds out only now.
            throw Fault(source, $"\"{name}\" is no valid text");
        }
    }

    private static InputException Fault(string source, string fault) =>
        new($"{source}: {fault}; take the vocabulary from an intact checkpoint.");

    private static string NameOf(TokenizerKind kind) => kind == TokenizerKind.Character ? "character" : "word";

    private static void AppendString(StringBuilder text, string symbol)
    {
        text.Append('"');
        foreach (char character in symbol)
        {
            switch (character)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case < ' ' or (>= '\u007F' and <= '\u00A0') or '\u2028' or '\u2029':
                    // Invisible in an editor, or a line break to some readers.
                    text.Append("\\u").Append(((int)character).ToString("x4", null));
                    break;
                default:
                    text.Append(character);
                    break;
            }
        }

        text.Append('"');
    }
}
