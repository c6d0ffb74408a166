using System.CommandLine;
using System.CommandLine.Parsing;
using RnnCluster.Cli.Hosting;
using RnnCluster.Specification.Reading;

namespace RnnCluster.Cli;

/// <summary>Says in our words what is wrong with a command line.</summary>
internal static class Mistakes
{
    /// <summary>From here on the parser takes everything for an argument, whatever it begins with.</summary>
    private const string EndOfOptions = "--";

    /// <summary>What the help calls the value of an option that takes every text, an empty one as well.</summary>
    private const string AnyText = "TEXT";

    /// <summary>The first mistake, or null. Help and version are never wrong.</summary>
    /// <param name="result">What the parser made of it.</param>
    /// <param name="arguments">What the user wrote.</param>
    public static string? Find(ParseResult result, IReadOnlyList<string> arguments)
    {
        if (result.Action is System.CommandLine.Help.HelpAction or VersionAction)
        {
            return null;
        }

        Command command = result.CommandResult.Command;
        if (FindUnknown(result, arguments) is string unknown)
        {
            return Unknown(unknown, command);
        }

        if (command is RootCommand)
        {
            return $"a command is needed: {string.Join(", ", command.Subcommands.Select(each => each.Name))}";
        }

        return FindSwallowed(result, arguments)
            ?? FindBlank(result)
            ?? result.Errors.Select(Describe).FirstOrDefault();
    }

    /// <summary>A value from a variable that is not set, or one that no file and no address can have.</summary>
    private static string? FindBlank(ParseResult result)
    {
        foreach (SymbolResult given in result.CommandResult.Children)
        {
            (string name, string? kind) = given switch
            {
                OptionResult option => (option.Option.Name, option.Option.HelpName),
                ArgumentResult argument => (argument.Argument.Name, argument.Argument.Name),
                _ => ("", null),
            };
            foreach (Token token in kind is null or AnyText ? [] : given.Tokens)
            {
                if (string.IsNullOrWhiteSpace(token.Value))
                {
                    return $"{name} '{token.Value}' is empty: expected {kind}; is a variable not set?";
                }

                if (!token.Value.All(OneLine.IsPlain))
                {
                    return $"{name} '{token.Value}': a control character in {kind}";
                }
            }
        }

        return null;
    }

    /// <summary>In <c>--out --resume</c> the parser takes the second option for the value of the first.</summary>
    private static string? FindSwallowed(ParseResult result, IReadOnlyList<string> arguments)
    {
        foreach (OptionResult option in result.CommandResult.Children.OfType<OptionResult>())
        {
            if (option.Tokens is [{ Value: string value }]
                && result.CommandResult.Command.Options.Any(each => each.Name == value)
                && arguments.Contains(value))
            {
                return NeedsValue(option);
            }
        }

        return null;
    }

    /// <summary>An unknown option looks to the parser like a value for the command's argument.</summary>
    private static string? FindUnknown(ParseResult result, IReadOnlyList<string> arguments)
    {
        IEnumerable<string> values = result.CommandResult.Children
            .OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);
        string? option = arguments.Contains(EndOfOptions)
            ? null
            : values.Concat(result.UnmatchedTokens).FirstOrDefault(IsOption);
        return option ?? (result.UnmatchedTokens.Count > 0 ? result.UnmatchedTokens[0] : null);
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private static string Unknown(string word, Command command)
    {
        (string kind, IEnumerable<string> known) = IsOption(word)
            ? ("unknown option", command.Options.Select(each => each.Name))
            : command is RootCommand
                ? ("unknown command", command.Subcommands.Select(each => each.Name))
                : ("unexpected argument", []);
        string hint = NearestWord.Find(word, known) is string nearest ? $"; did you mean '{nearest}'?" : "";
        return $"{kind} '{word}'{hint}";
    }

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: 0 } option => $"{option.Option.Name} {option.Option.HelpName} is missing",
        OptionResult { Tokens.Count: 0 } option => NeedsValue(option),
        OptionResult { IdentifierTokenCount: > 1 } option => $"{option.Option.Name} is given more than once",
        ArgumentResult { Parent: OptionResult { IdentifierTokenCount: 0 } option } =>
            $"{option.Option.Name} {option.Option.HelpName} is missing",
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult option } => NeedsValue(option),
        ArgumentResult { Tokens.Count: 0 } argument => $"{argument.Argument.Name} is missing",
        CommandResult { Command.Arguments: [{ Arity.MinimumNumberOfValues: 1 } missing, ..] }
            => $"{missing.Name} is missing",
        _ => error.Message,
    };

    private static string NeedsValue(OptionResult option) =>
        $"{option.Option.Name} needs a value: {option.Option.HelpName}";
}
