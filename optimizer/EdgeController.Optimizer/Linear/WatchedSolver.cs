using System.Diagnostics.CodeAnalysis;

namespace EdgeController.Optimizer.Linear;

/// <summary>
/// Runs a solver on a thread of its own and answers in time whatever it does: a solver that throws or does not come back is a failed solve.
/// A thread that hangs cannot be ended; it is left behind, and after <see cref="MostLost"/> of them the solver is not asked again.
/// </summary>
public sealed class WatchedSolver : ILinearSolver
{
    /// <summary>Threads that may be left behind.</summary>
    public const int MostLost = 3;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly Func<ILinearSolver> _make;
    private readonly TimeSpan _grace;
    private Work? _work;
    private int _lost;

    /// <param name="name">The solver's name.</param>
    /// <param name="make">Makes the solver; called on its own thread.</param>
    /// <param name="grace">How much longer than the limit of time an answer may take; null for two seconds.</param>
    public WatchedSolver(string name, Func<ILinearSolver> make, TimeSpan? grace = null) => (Name, _make, _grace) = (name, make, grace ?? TimeSpan.FromSeconds(2));

    public string Name { get; }

    public LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits)
    {
        if (_lost >= MostLost)
        {
            return LinearAnswer.Fail(SolveStatus.Failed, $"The solver {Name} hung {_lost} times and is not asked again until the next start.");
        }

        _work ??= new Work(Name, _make);
        if (_work.Ask(model, start, limits, limits.Time is { } time ? time + _grace : LongestWait) is { } answer)
        {
            return answer;
        }

        _lost++;
        _work.Abandon();
        _work = null;
        return LinearAnswer.Fail(SolveStatus.Failed, $"The solver {Name} did not come back in time.");
    }

    public void Dispose() => _work?.Abandon();

    /// <summary>One thread with its solver.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "A thread that hangs may still come back and wait on them; they go with it.")]
    private sealed class Work
    {
        private readonly SemaphoreSlim _asked = new(0);
        private readonly SemaphoreSlim _answered = new(0);
        private readonly Func<ILinearSolver> _make;
        private (LinearModel Model, Basis? Start, SolveLimits Limits)? _question;
        private LinearAnswer _answer = new(SolveStatus.Failed);

        public Work(string name, Func<ILinearSolver> make)
        {
            _make = make;
            new Thread(Run) { IsBackground = true, Name = $"solver {name}" }.Start();
        }

        public LinearAnswer? Ask(LinearModel model, Basis? start, SolveLimits limits, TimeSpan wait)
        {
            _question = (model, start, limits);
            _asked.Release();
            return _answered.Wait(wait) ? _answer : null;
        }

        /// <summary>The thread ends, and its solver with it, when it next comes back.</summary>
        public void Abandon()
        {
            _question = null;
            _asked.Release();
        }

        private void Run()
        {
            ILinearSolver? solver = null;
            while (true)
            {
                _asked.Wait();
                if (_question is not var (model, start, limits))
                {
                    break;
                }

                try
                {
                    solver ??= _make();
                    _answer = solver.Solve(model, start, limits);
                }
#pragma warning disable CA1031 // The top of the thread's loop: a broken solver must not take the controller with it.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    _answer = LinearAnswer.Fail(SolveStatus.Failed, $"The solver failed: {e.Message}");
                    solver = null;
                }

                _answered.Release();
            }

            solver?.Dispose();
        }
    }
}
