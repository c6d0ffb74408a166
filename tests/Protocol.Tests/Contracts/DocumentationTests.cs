using System.Globalization;
using System.Text.RegularExpressions;
using RnnCluster.Protocol.Contracts;
using RnnCluster.TestKit;

namespace RnnCluster.Protocol.Tests.Contracts;

/// <summary>The table of messages in docs/protocol.md is the one in the code.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void TheTableHasEveryMessageWithItsNumberAndItsFields()
    {
        IEnumerable<string> documented =
            from line in File.ReadLines(RepositoryRoot.Join("docs", "protocol.md"))
            let row = Row().Match(line)
            where row.Success
            let fields = Remark().Replace(row.Groups["fields"].Value, "").Trim()
            select $"{row.Groups["number"].Value} {row.Groups["name"].Value}: {fields}";
        IEnumerable<string> real =
            from type in MessageTable.All
            let fields = type.Type.GetConstructors().Single().GetParameters().Select(Field)
            select string.Create(
                CultureInfo.InvariantCulture, $"{type.Number} {type.Name}: {string.Join(", ", fields)}");

        Assert.Equal(real, documented);
    }

    private static string Field(System.Reflection.ParameterInfo parameter)
    {
        string name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        return name == "payload" ? "*payload*"
            : Nullable.GetUnderlyingType(parameter.ParameterType) is null ? name : name + "?";
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \| (?<name>\w+) \| [^|]* \|(?<fields>[^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@" \([^)]*\)")]
    private static partial Regex Remark();
}
