using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>What the supply contract allows as the mean import over each clock-aligned period.</summary>
/// <param name="Power">Highest mean import.</param>
/// <param name="Period">Length of a period; periods begin at whole multiples of it on the clock.</param>
/// <param name="MonthPeak">The highest mean of the month so far is paid for already, so it may be used again.</param>
public sealed record ContractDemand(Watts Power, TimeSpan Period, bool MonthPeak);
