using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>
/// What one station's back end was told of its charging profiles, and whether that is true: it reads along at the controller's upstream socket, keeps what was
/// accepted by the simulator's own rules, and compares answers and currents with the simulator's own composite.
/// </summary>
public sealed class CapBook(SimulatedStation station, DateTimeOffset epoch)
{
    private const int MostWords = 6;

    /// <summary>A start that was told later may have been at any time, until the station's clock is known.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    /// <summary>A station's clock is known within that time after it has told all.</summary>
    private static readonly TimeSpan ClockLearned = TimeSpan.FromMinutes(2);

    /// <summary>What was asked, and how many transactions had begun at each connector by then.</summary>
    private readonly Dictionary<string, (OcppFrame Call, int[] Begun)> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (HashSet<int> Ids, HashSet<int> Told)> _reports = [];
    private readonly (StationTransaction Transaction, Instant Since)?[] _running = new (StationTransaction, Instant)?[station.Connectors.Count];
    private readonly (StoredProfile Profile, StationTransaction Of)?[] _atStart = new (StoredProfile, StationTransaction)?[station.Connectors.Count];
    private readonly ProfileStore _kept = new(keepsApart: station.Options.Version != OcppVersion.V16);
    private readonly EndedTransactions _over = new();
    private readonly List<string> _wrong = [];
    private readonly DrawWatch _draw = new(station);

    /// <summary>A transaction has begun or ended, and the station may not have said so yet: nobody else can know.</summary>
    private bool _untold;
    private Instant _toldAt;
    private bool _toldLate;

    /// <summary>Profiles that were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Profiles that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Answers to GetCompositeSchedule and GetChargingProfiles that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>The most that a vehicle drew above what the back end allowed a while before and the station's fallback, A; minus infinity where nothing was compared.</summary>
    public double WorstExcessAmps => _draw.WorstExcess;

    /// <summary>When that was, and against which limit.</summary>
    public string WorstMoment => _draw.WorstMoment;

    /// <summary>The station's identity.</summary>
    public string Station => station.Options.Id;

    /// <summary>Seconds in which a current was compared with a limit of the back end.</summary>
    public int SecondsCapped => _draw.SecondsCapped;

    /// <summary>Answers that were not true.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    private bool Is16 => station.Options.Version == OcppVersion.V16;

    /// <summary>A frame of the back end comes to the controller.</summary>
    public void Came(ReadOnlyMemory<byte> bytes)
    {
        if (OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is { Type: MessageType.Call } call
            && call.Action is "SetChargingProfile" or "ClearChargingProfile" or "GetCompositeSchedule" or "GetChargingProfiles" or "UpdateDynamicSchedule" or "RemoteStartTransaction" or "RequestStartTransaction")
        {
            _asked[call.MessageId] = (call, [.. station.Connectors.Select(connector => connector.Begun)]);
        }
    }

    /// <summary>The controller sends a frame to the back end.</summary>
    public void Went(ReadOnlyMemory<byte> bytes, Instant now)
    {
        if (OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is not { } frame)
        {
            return;
        }

        if (frame is { Type: MessageType.Call, Action: "ReportChargingProfiles" })
        {
            using var report = JsonDocument.Parse(frame.Payload);
            Reported(report.RootElement);
        }
        else if (frame.IsAnswer && _asked.Remove(frame.MessageId, out var asked) && frame.Type == MessageType.CallResult)
        {
            using var request = JsonDocument.Parse(asked.Call.Payload);
            using var answer = JsonDocument.Parse(frame.Payload);
            Answered(asked.Call.Action!, request.RootElement, answer.RootElement, asked.Begun, now);
        }
    }

    /// <summary>Looks at what the vehicles draw, once a second; steady while the controller lives and reaches the station.</summary>
    public void Observe(Instant now, bool steady, double fallbackAmps)
    {
        for (var i = 0; i < station.Connectors.Count; i++)
        {
            var transaction = station.Connectors[i].Transaction;
            if (!ReferenceEquals(transaction, _running[i]?.Transaction))
            {
                Changed(i, transaction, now);
                _untold = true;
            }

            _atStart[i] = null;
        }

        if (_untold && station.QueuedCalls == 0 && station.IsOnline)
        {
            (_untold, _toldAt) = (false, now);
            _toldLate = Array.Exists(_running, known => known is { } running && now - running.Since > AtOnce);
        }

        _draw.Observe(_running, _kept.Profiles, epoch + now.SinceStart, now, steady && station.IsOnline, fallbackAmps);
    }

    private void Changed(int connector, StationTransaction? transaction, Instant now)
    {
        _kept.EndTransaction(connector + 1);
        _over.Ended(_running[connector]?.Transaction);
        _running[connector] = transaction is null ? null : (transaction, now);
        if (transaction is not null && _atStart[connector] is { } waiting && ReferenceEquals(waiting.Of, transaction))
        {
            _kept.Set(waiting.Profile with { TransactionId = DrawWatch.Runs });
        }
    }

    private void Answered(string action, JsonElement request, JsonElement answer, int[] begun, Instant now)
    {
        var accepted = ProfileReader.Text(answer, "status") == "Accepted";
        switch (action)
        {
            case "SetChargingProfile":
                Set(request, accepted, now);
                break;
            case "ClearChargingProfile":
                var criteria = Is16 ? request : request.TryGetProperty("chargingProfileCriteria", out var given) ? given : default;
                var word = criteria.ValueKind == JsonValueKind.Object ? ProfileReader.Text(criteria, "chargingProfilePurpose") : null;
                _kept.Clear(
                    ProfileReader.Number(request, Is16 ? "id" : "chargingProfileId"),
                    Of(criteria, Is16 ? "connectorId" : "evseId"),
                    word == "ChargePointMaxProfile" ? ProfilePurpose.ChargePointMaxProfile : ProfileReader2x.Purpose(word),
                    Of(criteria, "stackLevel"));
                break;
            case "UpdateDynamicSchedule" when accepted && request.TryGetProperty("scheduleUpdate", out var update) && update.TryGetProperty("limit", out var limit) && limit.ValueKind == JsonValueKind.Number:
                if (_kept.Profiles.FirstOrDefault(profile => profile.Id == ProfileReader.Number(request, "chargingProfileId")) is { } dynamic)
                {
                    _kept.Set(dynamic with { Periods = [dynamic.Periods[0] with { Limit = limit.GetDouble() }], ReceivedAt = epoch + now.SinceStart });
                }

                break;
            case "RemoteStartTransaction" or "RequestStartTransaction" when accepted && request.TryGetProperty("chargingProfile", out var own):
                Start(request, own, begun, now);
                break;
            case "GetCompositeSchedule" when accepted && !_untold && Array.TrueForAll(_atStart, profile => profile is null):
                Compared++;
                Say(CompositeTruth.Problem(station, request, answer, Context, _kept.Profiles, epoch + now.SinceStart, StartIsKnown(now)), now);
                break;
            case "GetChargingProfiles":
                Ask(request, accepted, now);
                break;
        }
    }

    private void Set(JsonElement request, bool accepted, Instant now)
    {
        Accepted += accepted ? 1 : 0;
        Refused += accepted ? 0 : 1;
        if (!accepted)
        {
            return;
        }

        var target = ProfileReader.Number(request, Is16 ? "connectorId" : "evseId") ?? -1;
        var at = epoch + now.SinceStart;
        if (!request.TryGetProperty(Is16 ? "csChargingProfiles" : "chargingProfile", out var json)
            || (Is16 ? ProfileReader.Read(json, target, at) : ProfileReader2x.Read(json, target, at).Profile) is not { } profile)
        {
            Say($"a profile was accepted that no station can read: {request}", now);
            return;
        }

        if (profile.Purpose == ProfilePurpose.TxProfile && _over.Names(profile.TransactionId))
        {
            // It limits nothing any more; what had its id is replaced all the same.
            _kept.Clear(profile.Id, null, null, null);
            return;
        }

        _kept.Set(profile.Purpose == ProfilePurpose.TxProfile ? profile with { TransactionId = DrawWatch.Runs } : profile);
    }

    private void Start(JsonElement request, JsonElement own, int[] begun, Instant now)
    {
        var target = ProfileReader.Number(request, Is16 ? "connectorId" : "evseId") ?? 1;
        var at = epoch + now.SinceStart;
        if ((Is16 ? ProfileReader.Read(own, target, at) : ProfileReader2x.Read(own, target, at).Profile) is not { } profile || target < 1 || target > _atStart.Length)
        {
            return;
        }

        // What has the id is replaced from the acceptance on, whatever becomes of the start.
        _kept.Clear(profile.Id, null, null, null);

        // The station begins in the moment of its answer: the first transaction after the question is the one that was asked for, and it may be over already.
        if (station.Connectors[target - 1] is not { Transaction: { } wanted } connector || connector.Begun != begun[target - 1] + 1)
        {
            return;
        }

        if (ReferenceEquals(_running[target - 1]?.Transaction, wanted))
        {
            _kept.Set(profile with { TransactionId = DrawWatch.Runs });
        }
        else
        {
            _atStart[target - 1] = (profile, wanted);
        }
    }

    private void Ask(JsonElement request, bool accepted, Instant now)
    {
        var criteria = request.TryGetProperty("chargingProfile", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var (evse, level) = (ProfileReader.Number(request, "evseId"), Of(criteria, "stackLevel"));
        var ids = _kept.Profiles.Where(profile => (evse is null || profile.Connector == evse) && (level is null || profile.StackLevel == level)).Select(profile => profile.Id).ToHashSet();
        Compared++;
        if (!_untold && accepted != ids.Count > 0 && Array.TrueForAll(_atStart, profile => profile is null))
        {
            Say($"GetChargingProfiles {request} was answered {(accepted ? "Accepted" : "NoProfiles")}, and there are {string.Join(", ", ids)}", now);
        }

        if (ProfileReader.Number(request, "requestId") is { } number && accepted && !_untold)
        {
            // Those of a remote start wait for their transaction.
            ids.UnionWith(_atStart.Where(waiting => waiting is not null).Select(waiting => waiting!.Value.Profile.Id));
            _reports[number] = (ids, []);
        }
    }

    private void Reported(JsonElement report)
    {
        if (ProfileReader.Number(report, "requestId") is not { } number || !_reports.TryGetValue(number, out var known))
        {
            return;
        }

        known.Told.UnionWith(report.GetProperty("chargingProfile").EnumerateArray().Select(profile => ProfileReader.Number(profile, "id") ?? -1));
        if (!report.TryGetProperty("tbc", out var more) || !more.GetBoolean())
        {
            _reports.Remove(number);
            if (!known.Told.IsSubsetOf(known.Ids))
            {
                Say($"profiles {string.Join(", ", known.Told)} were reported, and there were {string.Join(", ", known.Ids)}", null);
            }
        }
    }

    private ChargingContext Context(int connector, DateTimeOffset at) => DrawWatch.Context(station, connector, connector == 0 ? null : _running[connector - 1], at, station.Options.Phases, epoch);

    /// <summary>
    /// Whether somebody outside the station can know when its transaction began: it was told at once, or the station's clock has been seen since. A clock that stands, or was set after the
    /// start, is never known, nor that of a station that sends no values or few: nobody can say how long what it told had waited.
    /// </summary>
    private bool StartIsKnown(Instant now) => (!_toldLate || now - _toldAt > ClockLearned)
        && station.Options.Quirks is { Clock: not (ClockFault.Stopped or ClockFault.UnsetUntilTold), Meter: { None: false, OnlyWhenAsked: false, Seconds: null } };

    private void Say(string? problem, Instant? now)
    {
        if (problem is not null && _wrong.Count < MostWords)
        {
            _wrong.Add($"{station.Options.Id}{(now is { } at ? FormattableString.Invariant($" at {TimeSpan.FromSeconds(Math.Floor(at.SinceStart.TotalSeconds)):c}") : "")}: {problem}");
        }
    }

    private static int? Of(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object ? ProfileReader.Number(element, name) : null;
}
