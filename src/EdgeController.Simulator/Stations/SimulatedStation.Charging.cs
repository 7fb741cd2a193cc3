using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.Stations;

/// <content>What happens at the connectors: plug, authorization, transaction, limit, current, meter values.</content>
public sealed partial class SimulatedStation
{
    private const double AuthorizeAfterSeconds = 3;
    private const double FinishSeconds = 3;

    private static readonly TimeSpan OfflineSampleInterval = TimeSpan.FromMinutes(1);

    private void PlugIn(StationConnector connector, SimulatedVehicle vehicle)
    {
        connector.Vehicle = vehicle;
        connector.Refused = false;
        connector.Authorizing = false;
        connector.Pause = AuthorizeAfterSeconds;
        connector.IdleSeconds = 0;
        if (IsPowered)
        {
            Report(connector, EvseStatus.Preparing, _lastTick);
        }
    }

    private void Unplug(StationConnector connector, Instant now)
    {
        var ran = connector.Transaction is not null;
        EndTransaction(connector, "EVDisconnected", now);
        (connector.Vehicle, connector.RemoteToken) = (null, null);
        connector.OfferedAmps = 0;
        connector.Pause = FinishSeconds;
        if (IsPowered)
        {
            Report(connector, ran || connector.Status == EvseStatus.Finishing ? EvseStatus.Finishing : EvseStatus.Available, now);
        }
    }

    private void Advance(StationConnector connector, Instant now, double seconds)
    {
        if (connector.Vehicle is not { } vehicle)
        {
            connector.Pause -= seconds;
            if (connector.Status == EvseStatus.Finishing && connector.Pause <= 0)
            {
                Report(connector, EvseStatus.Available, now);
            }

            return;
        }

        if (connector.Transaction is null && !connector.Refused)
        {
            connector.Pause -= seconds;
            if (connector.Pause <= 0 && !connector.Authorizing)
            {
                Authorize(connector, now);
            }
        }

        var offered = connector.Transaction is null ? 0 : Delayed(connector, Limit(connector, now), now);
        var gives = connector.Transaction is null ? 0 : Math.Max(0, -(connector.SetpointAmps ?? 0));
        offered = gives > 0 ? 0 : Math.Min(offered, connector.SetpointAmps ?? double.MaxValue);
        connector.OfferedAmps = offered < Options.LeastAmps - 1e-6 ? 0 : offered;
        SwitchPhases(connector);
        vehicle.Advance(Math.Min(connector.OfferedAmps, Options.Quirks.HiddenCapAmps ?? double.MaxValue), connector.ActivePhases, seconds, gives);
        connector.MeterWattHours += vehicle.DrawnAmps * Options.NominalVolts * UsedPhases(connector, vehicle) * (Options.DcEfficiency ?? 1) * seconds / 3600;
        if (connector.Transaction is not null)
        {
            Judge(connector, vehicle, now, seconds);
            Sample(connector, now);
        }
    }

    private static int UsedPhases(StationConnector connector, SimulatedVehicle vehicle) => Math.Min(vehicle.Traits.Phases, connector.ActivePhases);

    /// <summary>Contactors follow the number of phases in the limit in force: a good controller lets that happen at 0 A only.</summary>
    private void SwitchPhases(StationConnector connector)
    {
        var wanted = Options.SwitchesPhases && connector.Transaction is not null ? Math.Clamp(connector.LimitPhases, 1, Options.Phases) : Options.Phases;
        if (wanted == connector.ActivePhases)
        {
            return;
        }

        connector.PhaseSwitches++;
        connector.PhaseSwitchesUnderLoad += connector.DrawnAmps > 0.5 ? 1 : 0;
        connector.ActivePhases = wanted;
    }

    private void Authorize(StationConnector connector, Instant now)
    {
        connector.Authorizing = true;
        if (!IsOnline)
        {
            BeginTransaction(connector, now);
            return;
        }

        _calls.Add(_speech.Authorize(IdTag(connector)) with
        {
            Answered = (answer, at) =>
            {
                if (connector.Vehicle is null || connector.Transaction is not null || !connector.Authorizing)
                {
                    return;
                }

                if (answer is { } payload && !_speech.Allows(payload))
                {
                    connector.Refused = true;
                    connector.Authorizing = false;
                    return;
                }

                BeginTransaction(connector, at);
            },
        });
    }

    private string IdTag(StationConnector connector) => connector.RemoteToken ?? $"{Options.Id}-{connector.Number}";

    private void BeginTransaction(StationConnector connector, Instant now)
    {
        var transaction = new StationTransaction(_clock.Read(now), (long)connector.MeterWattHours);
        connector.Transaction = transaction;
        connector.Begun++;
        connector.Authorizing = false;
        connector.IdleSeconds = 0;
        LimitsChanged();
        (connector.SetpointAmps, connector.LimitStale) = (null, true);
        _calls.Add(_speech.Started(connector, transaction, IdTag(connector), !IsOnline) with
        {
            Answered = (answer, at) =>
            {
                if (answer is not { } payload)
                {
                    return;
                }

                _speech.Learn(transaction, payload);
                TellNeeds(connector);
                LimitsChanged();
                if (!_speech.Allows(payload) && connector.Transaction == transaction)
                {
                    connector.Refused = true;
                    StopCharging(connector, "DeAuthorized", at);
                }
            },
        });
    }

    /// <summary>Ends the transaction while the cable stays in.</summary>
    private void StopCharging(StationConnector connector, string reason, Instant now)
    {
        EndTransaction(connector, reason, now);
        connector.OfferedAmps = 0;
        connector.Refused = true;
        Report(connector, EvseStatus.Finishing, now);
    }

    private void EndTransaction(StationConnector connector, string reason, Instant now)
    {
        if (connector.Transaction is not { } transaction)
        {
            return;
        }

        var last = Options.Quirks.Meter.AfterStop ? Sampled(connector, now, triggered: false) : null;
        (connector.Transaction, connector.AppliedAmps, connector.AppliesAt) = (null, null, null);
        Profiles.EndTransaction(connector.Number);
        LimitsChanged();
        _calls.Add(_speech.Ended(connector, transaction, _clock.Read(now).UtcDateTime, reason, !IsOnline));
        if (last is not null)
        {
            _calls.Add(last);
        }
    }

    private ChargingContext Context(StationConnector connector, DateTimeOffset clock) =>
        new(connector.Number, clock, connector.Transaction?.Id, connector.Transaction?.StartedAt)
        {
            Anchor = Options.Quirks.RelativeAnchor,
            Phases = Options.Phases,
            NominalVolts = Options.NominalVolts,
            DcWattsPerAmp = Options.DcEfficiency is null ? null : Options.WattsPerAmp,
            DefaultsInOneStack = Options.Version != OcppVersion.V16,
            Sharing = Options.Quirks.MaxPerConnector ? 1 : _connectors.Count(other => other.Transaction is not null),
        };

    private void LimitsChanged()
    {
        foreach (var connector in _connectors)
        {
            connector.LimitStale = true;
        }
    }

    private void Judge(StationConnector connector, SimulatedVehicle vehicle, Instant now, double seconds)
    {
        if (vehicle.GivenAmps > 0.5)
        {
            connector.IdleSeconds = 0;
            Report(connector, EvseStatus.Charging, now);
        }
        else if (connector.OfferedAmps <= 0)
        {
            connector.IdleSeconds = 0;
            Report(connector, EvseStatus.SuspendedEvse, now);
        }
        else if (vehicle.DrawnAmps > 0.5)
        {
            connector.IdleSeconds = 0;
            Report(connector, EvseStatus.Charging, now);
        }
        else
        {
            connector.IdleSeconds += seconds;
            if (connector.IdleSeconds >= 12)
            {
                Report(connector, EvseStatus.SuspendedEv, now);
            }
        }
    }

    private void Report(StationConnector connector, EvseStatus status, Instant now)
    {
        if (connector.Status == status)
        {
            return;
        }

        var told = _speech.Word(connector.Status) != _speech.Word(status);
        connector.Status = status;
        if (IsOnline && told)
        {
            QueueStatus(connector.Number, status, now);
        }

        if (connector.Transaction is { } transaction && _speech.StateChanged(transaction, status, _clock.Read(now).UtcDateTime, !IsOnline) is { } changed)
        {
            _calls.Add(changed);
        }
    }

    private void QueueStatus(int connector, EvseStatus status, Instant now)
    {
        if (_speech.Status(connector, status, _clock.Read(now).UtcDateTime) is { } call)
        {
            _calls.Add(call);
        }
    }

    private void Sample(StationConnector connector, Instant now)
    {
        var interval = _configuration.Number("MeterValueSampleInterval");
        if (interval > 0 && Options.Quirks.Meter is { None: false, OnlyWhenAsked: false } && (long)now.SinceStart.TotalSeconds % interval == Options.Stagger % interval)
        {
            QueueSample(connector, now, triggered: false);
        }
    }

    private void QueueSample(StationConnector connector, Instant now, bool triggered)
    {
        var at = _clock.Read(now);
        if (!IsOnline)
        {
            if (at - connector.LastQueuedSample < OfflineSampleInterval)
            {
                return;
            }

            connector.LastQueuedSample = at;
        }

        _calls.Add(Sampled(connector, now, triggered));
    }

    private OutgoingCall Sampled(StationConnector connector, Instant now, bool triggered)
    {
        var phases = connector.Vehicle is { } vehicle ? UsedPhases(connector, vehicle) : 0;
        var volts = Options.NominalVolts + _random.Uniform(-0.5, 0.5);
        var habits = Options.Quirks.Meter;
        var sample = new MeterSample(_clock.Read(now).UtcDateTime, connector.DrawnAmps, phases, Options.Phases, connector.OfferedAmps, volts, connector.MeterWattHours)
        {
            DcWattsPerAmp = Options.DcEfficiency is null ? null : Options.WattsPerAmp,
            GivenAmps = Options.GivesBack ? connector.GivenAmps : null,
            SocPercent = Options.GivesBack && connector.Vehicle is { Traits.Battery: not null } told ? told.StateOfCharge * 100 : null,
            CapacityWattHours = connector.Vehicle?.Traits.Battery?.CapacityWattHours ?? 0,
            Habits = habits,
            Noise = habits.Noise > 0 ? _random.Uniform(-habits.Noise, habits.Noise) : 0,
            WithoutCurrent = !_configuration.Text("MeterValuesSampledData").Contains("Current.Import", StringComparison.Ordinal),
        };
        return _speech.Sample(connector, sample, triggered, !IsOnline);
    }
}
