using EdgeController.Host.Running;

namespace EdgeController.Host.Commands;

/// <summary>Options that <c>run</c> and <c>demo</c> share.</summary>
internal sealed record RunOptions(ListenAddress Http, ListenAddress Ocpp, TimeSpan? For, bool Verbose);
