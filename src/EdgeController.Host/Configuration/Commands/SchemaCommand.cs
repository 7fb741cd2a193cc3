using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Prints the JSON Schema of the site file.</summary>
public static class SchemaCommand
{
    public static int Run(TextWriter output)
    {
        output.Write(SiteSchema.Generate());
        return 0;
    }
}
