using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>All that deals with one station's profiles and habits, wired together.</summary>
internal sealed class StationParts
{
    private readonly StationHabits _habits;
    private readonly Obedience _obedience;
    private readonly Metering16 _metering;
    private readonly Triggers _triggers;
    private readonly IStationQuestions[] _questions;

    public StationParts(Station station, Site site, LinkStep step, StationLinkOptions options, StationView view)
    {
        Writer = new ChargingProfileWriter(station, site.NominalVoltage);
        _habits = new StationHabits(station, step, options, Writer);
        Ladder = new FallbackLadder(station, site, step, options, Writer, _habits);
        _obedience = new Obedience(station, step, options, Writer, Ladder, _habits, view);
        Leases = new LeaseSide(step, view, Writer, Ladder, _habits, _obedience, options.Without);
        DeviceModel = new DeviceModel(station, step, options, Writer);
        _metering = new Metering16(station, step, options, _habits);
        _triggers = new Triggers(step, options, view, Writer);
        _questions = [_triggers, DeviceModel, new Configuration16(station, step, Writer, _metering), _metering, new Metering2x(station, step, options, DeviceModel, _habits)];
        view.Seen = what =>
        {
            if (what is Core.Events.StationBooted booted)
            {
                _habits.Booted(booted.Vendor, booted.Model, booted.Firmware);
            }

            _triggers.See(what);
            _obedience.See(what);
        };
    }

    public ChargingProfileWriter Writer { get; }

    public FallbackLadder Ladder { get; }

    public LeaseSide Leases { get; }

    public DeviceModel DeviceModel { get; }

    /// <summary>Who has a question; null where nobody has.</summary>
    public IStationQuestions? Asker => Array.Find(_questions, one => one.HasCall);

    /// <summary>A socket is open and its version is known.</summary>
    public void Opened() => _habits.Opened();

    public void AskForStatus() => _triggers.AskForStatus();

    /// <summary>
    /// The answer to a call of the station that its CSMS does not get: values that only the controller has asked for (1.6), and the question for
    /// a Dynamic profile of ours (2.1). Null for every other.
    /// </summary>
    public byte[]? AnswersHere(OcppFrame call) => Writer.Version switch
    {
        OcppVersion.V16 when _metering.Thins(call) => OcppFrameWriter.CallResult(call.MessageId, "{}"u8.ToArray()),
        OcppVersion.V21 => Leases.AnswerPull(call),
        _ => null,
    };

    /// <summary>A call of the station was answered by the CSMS or in its place.</summary>
    public void StationWasAnswered(OcppFrame call)
    {
        if (Writer.Version == OcppVersion.V16)
        {
            _metering.StationWasAnswered(call);
        }
    }

    /// <summary>What the CSMS gets in place of the station's answer; null for the answer itself.</summary>
    public byte[]? ShownToCsms(StationCall call, OcppFrame answer) =>
        Writer.Version == OcppVersion.V16 && call.Asked is { } asked ? _metering.Shown(asked, answer, call.CsmsId!) : null;

    /// <summary>Time has passed.</summary>
    public void Elapse()
    {
        if (Ladder.IsSettled)
        {
            foreach (var question in _questions)
            {
                question.Begin(Ladder.Run);
            }
        }

        _triggers.Elapse();
    }

    /// <summary>The socket is gone or the station boots: what was asked is asked again, what was seen counts no more.</summary>
    public void Reset()
    {
        foreach (var question in _questions)
        {
            question.Reset();
        }

        _obedience.Reset();
        Leases.Forget();
    }
}
