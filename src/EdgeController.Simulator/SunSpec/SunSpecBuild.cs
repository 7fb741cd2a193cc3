using EdgeController.Core.Topology;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.SunSpec;

/// <summary>Puts the registers of a simulated device together: models, ratings, and scale factors that differ from device to device.</summary>
internal static class SunSpecBuild
{
    private static readonly int[] Starts = [40000, 50000, 0];

    public static SunSpecRegisters Registers(SunSpecUnit unit, SunSpecModelSet set, SeededRandom random)
    {
        var registers = new SunSpecRegisters(Starts[random.Below(Starts.Length)], SimulatedChains.Of(unit.Kind, set));
        registers.SetText(1, "Mn", "Simulated");
        registers.SetText(1, "Md", $"{unit.Kind} {set}");
        registers.SetText(1, "SN", unit.Meter?.Id.Value ?? unit.Resource?.Id ?? "1");
        Measurements(registers, random);
        if (unit.Resource is { } resource)
        {
            Ratings(registers, resource, random);
        }

        return registers;
    }

    public static void DropScales(SunSpecRegisters registers)
    {
        const int none = short.MinValue;
        registers.Scale(121, "WMax", none);
        registers.Scale(123, "WMaxLimPct", none);
        registers.Scale(124, "InWRte", none);
        registers.Scale(704, "WMaxLimPct", none);
        registers.Scale(704, "WSet", none);
    }

    private static void Measurements(SunSpecRegisters registers, SeededRandom random)
    {
        var amps = -1 - random.Below(2);
        foreach (var model in new[] { 103, 203, 701 })
        {
            registers.Scale(model, "AphA", amps);
            registers.Scale(model, "PhVphA", -1);
            registers.Scale(model, "W", 1);
        }
    }

    private static void Ratings(SunSpecRegisters registers, EnergyResource resource, SeededRandom random)
    {
        var (watts, percent) = (resource.Max.Value, -random.Below(3));
        foreach (var (model, point) in new[] { (120, "WRtg"), (121, "WMax"), (124, "WChaMax"), (702, "WMax"), (802, "WChaRteMax") })
        {
            registers.Scale(model, point, 1);
        }

        registers.Set(120, "WRtg", watts);
        registers.Set(121, "WMax", watts);
        registers.Set(702, "WMax", watts);
        registers.Set(702, "WMaxRtg", watts);
        registers.Scale(123, "WMaxLimPct", percent);
        registers.Scale(704, "WMaxLimPct", percent);
        registers.Scale(704, "WSet", random.Below(2));
        foreach (var (model, point) in new[]
        {
            (123, "WMaxLimPct"), (704, "WMaxLimPct"), (704, "WMaxLimPctRvrt"),
        })
        {
            registers.Set(model, point, 100);
        }

        foreach (var (model, point) in new[]
        {
            (123, "WMaxLim_Ena"), (123, "WMaxLimPct_RvrtTms"), (123, "WMaxLimPct_WinTms"), (123, "WMaxLimPct_RmpTms"),
            (704, "WMaxLimPctEna"), (704, "WMaxLimPctEnaRvrt"), (704, "WMaxLimPctRvrtTms"), (704, "WMaxLimPctRvrtRem"),
        })
        {
            registers.Set(model, point, 0);
        }

        if (resource.Kind == ResourceKind.Battery)
        {
            Storage(registers, watts, percent);
        }
    }

    private static void Storage(SunSpecRegisters registers, double watts, int percent)
    {
        foreach (var model in new[] { 120, 713, 802 })
        {
            registers.Scale(model, "WHRtg", 2);
            registers.Set(model, "WHRtg", watts * SimulatedResource.Hours);
        }

        registers.Set(702, "WChaRteMax", watts);
        registers.Set(702, "WDisChaRteMax", watts);
        registers.Set(124, "WChaMax", watts);
        registers.Set(802, "WChaRteMax", watts);
        registers.Set(802, "WDisChaRteMax", watts);
        registers.Scale(124, "InWRte", Math.Min(-1, percent));
        registers.Scale(124, "ChaState", -1);
        registers.Scale(802, "SoC", -1);
        registers.Scale(713, "SoC", -1);
        registers.Scale(714, "DCW_Prt", 1);
        registers.Set(714, "NPrt", 1);
        registers.Set(714, "PrtTyp", 2);
        registers.Set(124, "InWRte", 100);
        registers.Set(124, "OutWRte", 100);
        foreach (var (model, point) in new[]
        {
            (124, "StorCtl_Mod"), (124, "InOutWRte_RvrtTms"), (124, "InOutWRte_WinTms"), (124, "InOutWRte_RmpTms"), (704, "WSetEna"), (704, "WSetMod"), (704, "WSet"),
            (704, "WSetRvrt"), (704, "WSetEnaRvrt"), (704, "WSetRvrtTms"), (704, "WSetRvrtRem"),
        })
        {
            registers.Set(model, point, 0);
        }
    }
}
