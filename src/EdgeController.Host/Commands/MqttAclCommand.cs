using EdgeController.Host.MqttApi;

namespace EdgeController.Host.Commands;

/// <summary><c>mqtt acl SITE</c>: who may do what at the broker, for this site.</summary>
internal static class MqttAclCommand
{
    public static int Run(string path, IReadOnlyList<string> managers, TextWriter output, TextWriter error)
    {
        if (SiteLoading.Load(path, SiteLoading.Templates(path), error) is not { } site)
        {
            return ExitCode.SiteFileErrors;
        }

        if (site.Mqtt is not { } mqtt)
        {
            error.WriteLine($"{path}: the site has no broker (mqtt:)");
            return ExitCode.Usage;
        }

        output.Write(MosquittoAcl.Write(mqtt.Base, mqtt.User ?? "edge", managers, "homeassistant", "viewer", MqttInputTopics.Of(site)));
        return ExitCode.Ok;
    }
}
