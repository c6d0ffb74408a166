using System.Reflection;
using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Contracts;

/// <summary>
/// Knows the formatters of this protocol's contracts and of the types of their fields, and no others: nothing is found
/// by a name from the wire, and nothing is made up for a type that is not here.
/// </summary>
internal sealed class ContractResolver : IFormatterResolver
{
    private const int SubtreeBytesMin = 3;
    private const int AssignmentBytesMin = 4;
    private const int NodeBytesMin = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<Type, object> formatters = new()
    {
        [typeof(int)] = new IntegerFormatter(),
        [typeof(long)] = new CountFormatter(),
        [typeof(double)] = new RealFormatter(),
        [typeof(bool)] = new FlagFormatter(),
        [typeof(string)] = new SentenceFormatter(),
        [typeof(ulong)] = new ChecksumFormatter(),
        [typeof(UInt128)] = new DigestFormatter(),
        [typeof(TimeSpan)] = new DurationFormatter(),
        [typeof(Step)] = new StepFormatter(),
        [typeof(Step?)] = new StaticNullableFormatter<Step>(new StepFormatter()),
        [typeof(NodeId)] = new NodeIdFormatter(),
        [typeof(RunId)] = new RunIdFormatter(),
        [typeof(RunId?)] = new StaticNullableFormatter<RunId>(new RunIdFormatter()),
        [typeof(TreeNode)] = new TreeNodeFormatter(),
        [typeof(StepTimes)] = new StepTimesFormatter(),
        [typeof(ConnectionKind)] = new ChoiceFormatter<ConnectionKind>(),
        [typeof(SliceEncoding)] = new ChoiceFormatter<SliceEncoding>(),
        [typeof(AssignmentReason)] = new ChoiceFormatter<AssignmentReason>(),
        [typeof(MemberState)] = new ChoiceFormatter<MemberState>(),
        [typeof(DamagedPart)] = new ChoiceFormatter<DamagedPart>(),
        [typeof(IReadOnlyList<long>)] = new BoundedListFormatter<long>(new CountFormatter(), Limits.BucketsMax),
        [typeof(IReadOnlyList<double>)] = new BoundedListFormatter<double>(
            new RealFormatter(), Limits.SliceBlocksMax, FieldRules.RealBytesMin),
        [typeof(IReadOnlyList<string>)] = new BoundedListFormatter<string>(new LabelFormatter(), Limits.LabelsMax),
        [typeof(IReadOnlyList<NodeId>)] = new BoundedListFormatter<NodeId>(
            new NodeIdFormatter(), Limits.NodesMax, NodeBytesMin),
        [typeof(IReadOnlyList<TreeNode>)] = new BoundedListFormatter<TreeNode>(
            new TreeNodeFormatter(), Limits.SubtreesMax, SubtreeBytesMin),
    };

    private ContractResolver()
    {
    }

    /// <summary>The one resolver.</summary>
    public static ContractResolver Instance { get; } = new();

    /// <summary>What every contract is written and read with: the sender is not trusted.</summary>
    public static MessagePackSerializerOptions Options { get; } =
        new MessagePackSerializerOptions(Instance).WithSecurity(MessagePackSecurity.UntrustedData);

    /// <inheritdoc/>
    public IMessagePackFormatter<T>? GetFormatter<T>() => Find(typeof(T)) as IMessagePackFormatter<T>;

    /// <summary>The formatter of a contract.</summary>
    /// <param name="type">A record with <see cref="MessagePackObjectAttribute"/>.</param>
    public ContractFormatter ContractOf(Type type) => (ContractFormatter)Find(type)!;

    private object? Find(Type type)
    {
        lock (gate)
        {
            if (!formatters.TryGetValue(type, out object? formatter) && Make(type) is { } made)
            {
                formatters.Add(type, formatter = made);
            }

            return formatter;
        }
    }

    /// <summary>A formatter that needs reflection is made when its type is first met: a process meets few.</summary>
    private object? Make(Type type)
    {
        if (type == typeof(IReadOnlyList<Assignment>))
        {
            var values = (IMessagePackFormatter<Assignment>)Find(typeof(Assignment))!;
            return new BoundedListFormatter<Assignment>(values, Limits.NodesMax, AssignmentBytesMin);
        }

        bool isContract = type.Assembly == typeof(Message).Assembly
            && type.IsDefined(typeof(MessagePackObjectAttribute), inherit: false);
        return isContract
            ? Activator.CreateInstance(
                typeof(RecordFormatter<>).MakeGenericType(type), (Func<PropertyInfo, object>)FormatterOf)
            : null;
    }

    private object FormatterOf(PropertyInfo property)
    {
        object? formatter = property.GetCustomAttribute<MessagePackFormatterAttribute>() is { } chosen
            ? Activator.CreateInstance(chosen.FormatterType, chosen.Arguments)
            : Find(property.PropertyType);
        Ensure.That(formatter is not null);
        return formatter;
    }
}
