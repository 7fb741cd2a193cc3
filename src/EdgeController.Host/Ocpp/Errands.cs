namespace EdgeController.Host.Ocpp;

/// <summary>What was begun and is awaited only at the end. For one thread at a time.</summary>
internal sealed class Errands
{
    private readonly List<Task> _tasks = [];

    public void Add(Task task)
    {
        _tasks.RemoveAll(static done => done.IsCompletedSuccessfully);
        _tasks.Add(task);
    }

    public Task AllAsync() => Task.WhenAll(_tasks);
}
