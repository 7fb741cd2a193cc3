using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Reads what one period of a schedule, or an update of a dynamic one, allows.</summary>
internal static class PeriodLimit
{
    private static readonly string[] Setpoints = ["setpoint", "setpoint_L2", "setpoint_L3", "setpointReactive", "setpointReactive_L2", "setpointReactive_L3"];
    private static readonly string[] Discharge = ["dischargeLimit", "dischargeLimit_L2", "dischargeLimit_L3"];
    private static readonly string[] Curves = ["v2xBaseline", "v2xFreqWattCurve", "v2xSignalWattCurve"];

    private static readonly HashSet<string> Modes = new(StringComparer.Ordinal)
    {
        "ChargingOnly", "CentralSetpoint", "CentralFrequency", "LocalFrequency", "ExternalSetpoint", "ExternalLimits", "LocalLoadBalancing", "Idle",
    };

    /// <summary>
    /// The limit, the lowest of the phases where they differ (which is what a station does whose vehicle knows one number only). Idle is
    /// nothing at all; the other modes ask for what the guard cannot promise and are refused (C.10).
    /// </summary>
    public static (double Limit, bool PhasesDiffer) Read(string version, ProfileFields period, CsmsPurpose purpose)
    {
        var mode = version == OcppVersion.V21 ? period.Text("operationMode") ?? "ChargingOnly" : "ChargingOnly";
        if (mode == "Idle" && purpose != CsmsPurpose.StationMax)
        {
            return (Idle(period), false);
        }

        if (version == OcppVersion.V21)
        {
            RefuseWhatIsNoLimit(period, mode);
        }

        if (version == OcppVersion.V21 && !period.Has("limit"))
        {
            period.Refuse("InvalidSchedule", "operation mode ChargingOnly needs a limit");
        }

        var limit = period.Real("limit", required: version != OcppVersion.V21) ?? 0;
        var second = version == OcppVersion.V21 ? period.Real("limit_L2") : null;
        var third = version == OcppVersion.V21 ? period.Real("limit_L3") : null;
        if (limit < 0 || second < 0 || third < 0)
        {
            period.Refuse("InvalidSchedule", "a limit is negative");
        }

        if ((second is not null || third is not null) && purpose != CsmsPurpose.Tx)
        {
            period.Refuse("PhaseConflict", "limits of single phases belong to a TxProfile");
        }

        return (Math.Min(limit, Math.Min(second ?? limit, third ?? limit)), second is not null || third is not null);
    }

    private static double Idle(ProfileFields period)
    {
        if (period.Has("limit") || Setpoints.Any(period.Has) || Discharge.Any(period.Has))
        {
            period.Refuse("InvalidSchedule", "operation mode Idle has no limit and no setpoint");
        }

        if (period.Flag("preconditioningRequest") == true || period.Flag("evseSleep") == true)
        {
            period.Refuse("UnsupportedParam", "neither preconditioning nor sleep can be had");
        }

        return 0;
    }

    private static void RefuseWhatIsNoLimit(ProfileFields period, string mode)
    {
        if (!Modes.Contains(mode))
        {
            period.Word<int>("operationMode", false);
        }
        else if (mode == "LocalFrequency" && !period.Has("v2xFreqWattCurve"))
        {
            period.Refuse("NoFreqWattCurve", "operation mode LocalFrequency needs a curve");
        }
        else if (mode != "ChargingOnly")
        {
            period.Refuse("InvalidOperationMode", $"operation mode {mode} cannot be had");
        }

        if (Setpoints.Any(period.Has) || Discharge.Any(period.Has) || Curves.Any(period.Has))
        {
            period.Refuse("InvalidSchedule", "operation mode ChargingOnly has a limit and nothing else");
        }

        if (period.Flag("evseSleep") == true)
        {
            period.Refuse("InvalidSchedule", "evseSleep belongs to operation mode Idle");
        }
    }
}
