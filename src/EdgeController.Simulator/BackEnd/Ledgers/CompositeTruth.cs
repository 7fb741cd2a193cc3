using System.Text.Json;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>Whether an answer to GetCompositeSchedule is true: nowhere above what the simulator's own composite allows, and equal to it once no lease can be open any more.</summary>
internal static class CompositeTruth
{
    private const double Rounding = 0.5;

    /// <summary>Moments differ by the way of a message and the seconds in which a start is told.</summary>
    private static readonly TimeSpan Blur = TimeSpan.FromSeconds(20);

    /// <summary>No lease lasts longer from now on.</summary>
    private const int LeaseEnds = 1900;

    /// <summary>What is not true, in words; null where all is, or where it is not compared (watts, several EVSEs).</summary>
    /// <param name="station">The station.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="context">What decides which profiles hold.</param>
    /// <param name="profiles">The profiles that were accepted.</param>
    /// <param name="now">The time of the question.</param>
    /// <param name="startIsKnown">False where nobody outside the station can know when its transaction began: less may be told then, never more.</param>
    public static string? Problem(
        SimulatedStation station,
        JsonElement request,
        JsonElement answer,
        Func<int, DateTimeOffset, ChargingContext> context,
        IReadOnlyList<StoredProfile> profiles,
        DateTimeOffset now,
        bool startIsKnown)
    {
        var is16 = station.Options.Version == Ocpp.Framing.OcppVersion.V16;
        var connector = ProfileReader.Number(request, is16 ? "connectorId" : "evseId") ?? 0;
        if (!answer.TryGetProperty(is16 ? "chargingSchedule" : "schedule", out var schedule) || ProfileReader.Periods(schedule) is not { } periods)
        {
            return $"an accepted GetCompositeSchedule has no schedule: {answer}";
        }

        if (ProfileReader.Text(schedule, "chargingRateUnit") != "A" || station.Options.DcEfficiency is not null || (connector == 0 && station.Connectors.Count > 1))
        {
            return null;
        }

        var duration = ProfileReader.Number(schedule, "duration") ?? 0;
        for (var i = 0; i < periods.Count; i++)
        {
            var end = i + 1 < periods.Count ? periods[i + 1].StartSecond : duration;
            var middle = (periods[i].StartSecond + end) / 2.0;
            if (end - periods[i].StartSecond < 4 * Blur.TotalSeconds)
            {
                continue;
            }

            var (least, most) = Allowed(station, context, profiles, connector == 0 ? 1 : connector, now, now.AddSeconds(middle));
            if (periods[i].Limit > most + Rounding)
            {
                return FormattableString.Invariant($"GetCompositeSchedule told {periods[i].Limit} A from second {periods[i].StartSecond} on, and the profiles allow {most:0.0} A: {answer}");
            }

            if (startIsKnown && middle > LeaseEnds && periods[i].Limit < least - Rounding && profiles.All(profile => profile.Periods.All(period => period.Phases is null)))
            {
                return FormattableString.Invariant($"GetCompositeSchedule told {periods[i].Limit} A from second {periods[i].StartSecond} on, and the profiles allow {least:0.0} A: {answer}");
            }
        }

        return null;
    }

    private static (double Least, double Most) Allowed(
        SimulatedStation station, Func<int, DateTimeOffset, ChargingContext> context, IReadOnlyList<StoredProfile> profiles, int connector, DateTimeOffset now, DateTimeOffset at)
    {
        var (least, most) = (double.PositiveInfinity, 0.0);
        foreach (var moment in (DateTimeOffset[])[at - Blur, at, at + Blur])
        {
            var asked = context(connector, now) with { Now = moment };
            var amps = Math.Min(CompositeSchedule.At(profiles, asked).Amps ?? double.PositiveInfinity, station.Options.MaxAmps);
            (least, most) = (Math.Min(least, amps), Math.Max(most, amps));
        }

        return (least, most);
    }
}
