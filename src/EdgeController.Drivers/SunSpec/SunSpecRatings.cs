namespace EdgeController.Drivers.SunSpec;

/// <summary>What a device says about itself; null where it does not.</summary>
/// <param name="MaxWatts">The power that its percentages are of.</param>
/// <param name="ChargeWatts">Highest charging power.</param>
/// <param name="DischargeWatts">Highest discharging power.</param>
/// <param name="CapacityWattHours">Energy that the battery holds.</param>
/// <param name="StateOfCharge">Share of it that is there, 0 to 1.</param>
/// <param name="BatteryWatts">Power of the battery alone where the device tells it (714), positive while it charges.</param>
public sealed record SunSpecRatings(
    double? MaxWatts, double? ChargeWatts, double? DischargeWatts, double? CapacityWattHours, double? StateOfCharge, double? BatteryWatts)
{
    private const double StoragePort = 2;
    private const int MostPorts = 16;

    /// <summary>Settings before nameplate, the newer models first.</summary>
    public static SunSpecRatings Of(SunSpecImage image) => new(
        image[702, "WMax"] ?? image[121, "WMax"] ?? image[702, "WMaxRtg"] ?? image[120, "WRtg"],
        image[702, "WChaRteMax"] ?? image[702, "WChaRteMaxRtg"] ?? image[124, "WChaMax"] ?? image[802, "WChaRteMax"] ?? image[120, "MaxChaRte"],
        image[702, "WDisChaRteMax"] ?? image[702, "WDisChaRteMaxRtg"] ?? image[802, "WDisChaRteMax"] ?? image[120, "MaxDisChaRte"] ?? image[124, "WChaMax"],
        image[713, "WHRtg"] ?? image[802, "WHRtg"] ?? image[120, "WHRtg"],
        Share(image[713, "SoC"] ?? image[802, "SoC"] ?? image[124, "ChaState"]),
        BatteryOf(image));

    /// <summary>A percentage outside 0 to 100 is no state of charge.</summary>
    private static double? Share(double? percent) => percent is >= 0 and <= 100 ? percent / 100 : null;

    private static double? BatteryOf(SunSpecImage image)
    {
        double? sum = null;
        for (var port = 0; port < Math.Min(MostPorts, image[714, "NPrt"] ?? 0); port++)
        {
            if (image.At(714, "PrtTyp", port) == StoragePort && image.At(714, "DCW_Prt", port) is { } watts)
            {
                // The port injects what the battery gives.
                sum = (sum ?? 0) - watts;
            }
        }

        return sum;
    }
}
