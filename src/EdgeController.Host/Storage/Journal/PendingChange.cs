using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Storage.Journal;

/// <summary>A change that waits for the disk.</summary>
/// <param name="Station">Whose book.</param>
/// <param name="Change">What changes.</param>
internal sealed record PendingChange(string Station, JournalChange Change)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    /// <summary>Nobody waits for it any more; it must not have been begun.</summary>
    public void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);

    public void Kept() => _done.TrySetResult();

    public void Refused(JournalUnavailableException why) => _done.TrySetException(why);
}
