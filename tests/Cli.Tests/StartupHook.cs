using System.Diagnostics.CodeAnalysis;

/// <summary>
/// Loaded by .NET into a process of the program, where a test asks for it by DOTNET_STARTUP_HOOKS: writes down at the
/// process's end which assemblies it has loaded.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime asks for this class without a namespace.")]
internal static class StartupHook
{
    /// <summary>Where the names go: one a line.</summary>
    public const string FileVariable = "RNNCLUSTER_LOADED_ASSEMBLIES";

    /// <summary>Called by the runtime before the program's own beginning.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(
                file, AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!));
        }
    }
}
