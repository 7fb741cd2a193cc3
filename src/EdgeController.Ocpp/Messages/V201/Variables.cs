namespace EdgeController.Ocpp.Messages.V201;

/// <summary>A part of the station in its device model.</summary>
public sealed record Component(string? Name, string? Instance = null, EvseReference? Evse = null);

/// <summary>A property of a component.</summary>
public sealed record Variable(string? Name, string? Instance = null);

/// <summary>Reads variables (2.x B06).</summary>
public sealed record GetVariablesRequest(IReadOnlyList<VariableToGet> GetVariableData);

/// <summary>One variable to read; the actual value where no attribute is named.</summary>
public sealed record VariableToGet(Component? Component, Variable? Variable, string? AttributeType = null);

/// <summary>What was read.</summary>
public sealed record GetVariablesResponse(IReadOnlyList<VariableRead?>? GetVariableResult);

/// <summary>One variable, or why it could not be read.</summary>
public sealed record VariableRead(
    string? AttributeStatus, Component? Component, Variable? Variable, string? AttributeValue = null, string? AttributeType = null)
{
    public const string Accepted = "Accepted";
}

/// <summary>Writes variables (2.x B05).</summary>
public sealed record SetVariablesRequest(IReadOnlyList<VariableToSet> SetVariableData);

/// <summary>One variable to write.</summary>
public sealed record VariableToSet(Component? Component, Variable? Variable, string? AttributeValue, string? AttributeType = null);

/// <summary>What was written.</summary>
public sealed record SetVariablesResponse(IReadOnlyList<VariableWritten?>? SetVariableResult);

/// <summary>One variable that was to be written: Accepted, RebootRequired, or why not.</summary>
public sealed record VariableWritten(string? AttributeStatus);

/// <summary>Asks for a report of the device model, which comes in <see cref="NotifyReportRequest"/> (2.x B07).</summary>
public sealed record GetBaseReportRequest(int RequestId, string? ReportBase)
{
    public const string FullInventory = "FullInventory";
}

/// <summary>A part of the device model; <paramref name="Tbc"/> where more parts follow.</summary>
public sealed record NotifyReportRequest(
    int? RequestId, DateTimeOffset? GeneratedAt, int? SeqNo, IReadOnlyList<ReportedVariable?>? ReportData = null, bool? Tbc = null);

/// <summary>One variable of a report.</summary>
public sealed record ReportedVariable(
    Component? Component, Variable? Variable, IReadOnlyList<VariableAttribute?>? VariableAttribute, VariableCharacteristics? VariableCharacteristics = null);

/// <summary>A value of a variable; absent type means the actual one.</summary>
public sealed record VariableAttribute(string? Value, string? Type = null);

/// <summary>What a variable's value can be.</summary>
public sealed record VariableCharacteristics(double? MaxLimit = null, string? ValuesList = null);
