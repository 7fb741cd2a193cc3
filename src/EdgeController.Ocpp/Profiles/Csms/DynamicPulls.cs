using System.Text.Json;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Asks the back end for the values of dynamic profiles when they are due (2.1 K28), as the station would that does not hold them.</summary>
internal sealed class DynamicPulls(ProfileScope scope, ProfileDesk desk, OwnUpstreamCalls calls, Func<DateTimeOffset> wall)
{
    private readonly Dictionary<int, DateTimeOffset> _askedAt = [];

    public void Look()
    {
        for (var place = 0; place < scope.Profiles.All.Count; place++)
        {
            var profile = scope.Profiles.All[place];
            if (profile is { UpdateEvery: { } every, UpdatedAt: { } updated, InStation: false } && wall() >= Later(updated, profile.Id) + every)
            {
                _askedAt[profile.Id] = wall();
                calls.Add("PullDynamicScheduleUpdate", ProfileReply.Write(writer => writer.WriteNumber("chargingProfileId"u8, profile.Id)), answer => Answered(profile.Id, answer));
            }
        }
    }

    private DateTimeOffset Later(DateTimeOffset updated, int id) => _askedAt.TryGetValue(id, out var asked) && asked > updated ? asked : updated;

    private void Answered(int id, OcppFrame? answer)
    {
        if (answer is not { Type: MessageType.CallResult } || JsonProbe.Text(answer.Payload, "status") != "Accepted"
            || scope.Profiles.All.FirstOrDefault(profile => profile.Id == id) is not { } profile)
        {
            return;
        }

        var update = JsonProbe.Object(answer.Payload, "scheduleUpdate");
        if (!update.IsEmpty)
        {
            using var document = JsonDocument.Parse(update);
            desk.Update(profile, ProfileFields.Of(document.RootElement), wall());
        }
    }
}
