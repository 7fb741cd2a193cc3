namespace EdgeController.Ocpp.Proxy;

/// <summary>Calls of a station whose answer has no content, in every OCPP version.</summary>
internal static class Notifications
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "StatusNotification", "MeterValues", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "LogStatusNotification",
        "SecurityEventNotification", "SignedFirmwareStatusNotification", "NotifyEvent", "NotifyReport", "NotifyMonitoringReport",
        "NotifyCustomerInformation", "NotifyDisplayMessages", "NotifyChargingLimit", "ClearedChargingLimit", "ReportChargingProfiles",
        "ReservationStatusUpdate", "PublishFirmwareStatusNotification", "NotifyDERAlarm", "NotifyDERStartStop", "NotifyPriorityCharging",
        "NotifySettlement", "ReportDERControl", "ClosePeriodicEventStream", "BatterySwap",
    };

    public static bool Contains(string? action) => action is not null && Names.Contains(action);

    /// <summary>
    /// The answer to an ISO 15118 negotiation without a back end: no schedule of its own, so that the installed profiles hold. In 2.1 the
    /// word Rejected would end the transaction (K19.FR.15).
    /// </summary>
    public static string? Negotiation(string version, string? action) => action switch
    {
        "NotifyEVChargingNeeds" => version == Framing.OcppVersion.V21 ? """{"status":"NoChargingProfile"}""" : """{"status":"Rejected"}""",
        "NotifyEVChargingSchedule" => """{"status":"Accepted"}""",
        "PullDynamicScheduleUpdate" => """{"status":"Rejected"}""",
        _ => null,
    };
}
