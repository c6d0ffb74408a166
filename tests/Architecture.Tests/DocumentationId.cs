using System.Reflection;

namespace RnnCluster.Architecture.Tests;

/// <summary>The name of a symbol as documentation comments, and BannedSymbols.txt, write it.</summary>
internal static class DocumentationId
{
    public static string Of(MethodInfo method)
    {
        string arity = method.IsGenericMethodDefinition ? $"``{method.GetGenericArguments().Length}" : "";
        ParameterInfo[] parameters = method.GetParameters();
        string list = parameters.Length == 0
            ? ""
            : $"({string.Join(',', parameters.Select(parameter => NameOf(parameter.ParameterType)))})";
        return $"M:{NameOf(method.DeclaringType!)}.{method.Name}{arity}{list}";
    }

    public static string Of(PropertyInfo property) => $"P:{NameOf(property.DeclaringType!)}.{property.Name}";

    public static string Of(Type type) => $"T:{NameOf(type)}";

    private static string NameOf(Type type)
    {
        if (type.IsGenericParameter)
        {
            string marks = type.DeclaringMethod is null ? "`" : "``";
            return marks + type.GenericParameterPosition;
        }

        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!) + "@";
        }

        if (type.IsPointer)
        {
            return NameOf(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        string name = type.IsNested ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        if (!type.IsConstructedGenericType)
        {
            return name;
        }

        string arguments = string.Join(',', type.GenericTypeArguments.Select(NameOf));
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}{{{arguments}}}";
    }
}
