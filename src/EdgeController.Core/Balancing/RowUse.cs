using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>How an EVSE's current goes into the capacity rows: one ampere on each phase it loads of each circuit on its path, and watts where power is limited.</summary>
internal sealed class RowUse(SiteIndex index)
{
    private readonly double _volts = index.Site.NominalVoltage.Value;

    /// <summary>Takes <paramref name="amps"/> per loaded phase out of the rows (negative gives back).</summary>
    public void Take(int evse, in EvseView view, double[] rows, double amps)
    {
        foreach (var circuit in index.Path(evse))
        {
            var row = circuit * CapacityRows.PerCircuit;
            for (var phase = 0; phase < 3; phase++)
            {
                if (view.Loaded.Has((Phase)phase))
                {
                    rows[row + phase] -= amps;
                }
            }

            rows[row + CapacityRows.Power] -= amps * view.Loaded.Count() * _volts;
        }
    }

    /// <summary>Takes the EVSE's whole account, current on unexpected phases included.</summary>
    public void TakeAccount(int evse, in EvseView view, double[] rows) => TakeAll(evse, view, rows, view.Account);

    /// <summary>Takes what is evident of the EVSE, current on unexpected phases included.</summary>
    public void TakeEvident(int evse, in EvseView view, double[] rows) => TakeAll(evse, view, rows, view.Evident);

    private void TakeAll(int evse, in EvseView view, double[] rows, double amps)
    {
        Take(evse, view, rows, amps);
        foreach (var circuit in index.Path(evse))
        {
            var row = circuit * CapacityRows.PerCircuit;
            for (var phase = 0; phase < 3; phase++)
            {
                rows[row + phase] -= view.Stray(phase);
                rows[row + CapacityRows.Power] -= view.Stray(phase) * _volts;
            }
        }
    }

    /// <summary>The most that the rows still give to this EVSE, in amperes per phase; negative where one is overdrawn.</summary>
    public double Room(int evse, in EvseView view, double[] rows) => Least(evse, view, rows, out _);

    /// <summary>The row with the least room for this EVSE.</summary>
    public int Tightest(int evse, in EvseView view, double[] rows)
    {
        Least(evse, view, rows, out var tightest);
        return tightest;
    }

    /// <summary>The first row that cannot give <paramref name="amps"/>, or -1 where all can.</summary>
    public int FirstWithout(int evse, in EvseView view, double[] rows, double amps) =>
        Least(evse, view, rows, out var tightest) + 1e-9 >= amps ? -1 : tightest;

    /// <summary>Names the EVSE's rows to the fair share.</summary>
    public void Describe(int evse, in EvseView view, FairShare share, double[] capacity)
    {
        foreach (var circuit in index.Path(evse))
        {
            var row = circuit * CapacityRows.PerCircuit;
            for (var phase = 0; phase < 3; phase++)
            {
                if (view.Loaded.Has((Phase)phase))
                {
                    share.Use(row + phase, 1);
                }
            }

            if (capacity[row + CapacityRows.Power] < double.PositiveInfinity)
            {
                share.Use(row + CapacityRows.Power, view.Loaded.Count() * _volts);
            }
        }
    }

    private double Least(int evse, in EvseView view, double[] rows, out int tightest)
    {
        var least = double.PositiveInfinity;
        tightest = -1;
        var perAmp = view.Loaded.Count() * _volts;
        foreach (var circuit in index.Path(evse))
        {
            var row = circuit * CapacityRows.PerCircuit;
            for (var phase = 0; phase < CapacityRows.PerCircuit; phase++)
            {
                if (phase == CapacityRows.Power || view.Loaded.Has((Phase)phase))
                {
                    var room = phase == CapacityRows.Power ? rows[row + phase] / perAmp : rows[row + phase];
                    if (room < least)
                    {
                        (least, tightest) = (room, row + phase);
                    }
                }
            }
        }

        return least;
    }
}
