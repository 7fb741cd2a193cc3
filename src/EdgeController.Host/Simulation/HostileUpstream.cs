using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Simulator.BackEnd.Hostile;
using EdgeController.Simulator.BackEnd.Ledgers;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>The upstream sockets of a run with a hostile back end: opened, broken, half open or refused, as its absences say.</summary>
internal sealed class HostileUpstream(
    EventQueue queue, IReadOnlyList<StationSocket> sockets, HostileCsms csms, IReadOnlyList<CapBook> caps, IReadOnlyList<Absence> absences, SeededRandom random, Action<int, LinkInput> step)
{
    /// <summary>Keep-alive of operation: a ping each 15 s, and 15 s for its answer.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly long[] _life = new long[sockets.Count];
    private readonly bool[] _open = new bool[sockets.Count];
    private int _begun;

    /// <summary>The controller opens a socket.</summary>
    public void Opens(int station)
    {
        switch (Kind(station))
        {
            case AbsenceKind.Closed:
                step(station, new CsmsClosed("connection refused"));
                return;
            case AbsenceKind.HalfOpen:
                return;
            case AbsenceKind.Flapping when random.Chance(0.5):
                step(station, new CsmsClosed("503"));
                return;
            case AbsenceKind.Flapping:
                var life = Open(station);
                queue.After(TimeSpan.FromSeconds(random.Uniform(0.2, 20)), () => Break(station, life, "closed again"));
                return;
            default:
                Open(station);
                return;
        }
    }

    /// <summary>The socket is gone for the back end: the controller has closed it, or has died.</summary>
    public void Gone(int station)
    {
        _life[station]++;
        _open[station] = false;
        csms.Disconnected(station);
    }

    /// <summary>A frame of the controller has crossed the network.</summary>
    public void Arrived(int station, ReadOnlyMemory<byte> frame)
    {
        if (!_open[station] || Kind(station) is AbsenceKind.HalfOpen or AbsenceKind.Closed || csms.Receive(station, frame, queue.Now) is not { } answer)
        {
            return;
        }

        var life = _life[station];
        queue.After(answer.After, () => Send(station, life, answer.Frame, answer.Came));
    }

    /// <summary>Once a second: absences begin, and the back end calls.</summary>
    public void Elapse()
    {
        for (; _begun < absences.Count && absences[_begun].From <= queue.Now; _begun++)
        {
            Begin(absences[_begun]);
        }

        foreach (var (station, frame) in csms.Step(queue.Now))
        {
            Send(station, _life[station], frame, static () => { });
        }
    }

    private long Open(int station)
    {
        _open[station] = true;
        csms.Connected(station);
        step(station, new CsmsOpened());
        return ++_life[station];
    }

    private void Begin(Absence absence)
    {
        if (absence.Kind == AbsenceKind.Restarted)
        {
            csms.Forget();
        }

        for (var station = 0; station < sockets.Count; station++)
        {
            if (!_open[station] || (absence.Station is { } only && only != station && absence.Kind != AbsenceKind.Restarted))
            {
                continue;
            }

            var (one, life) = (station, _life[station]);
            if (absence.Kind == AbsenceKind.HalfOpen)
            {
                queue.After(KeepAlive, () => Break(one, life, "no answer to a ping"));
            }
            else
            {
                Break(station, life, "connection reset");
            }
        }
    }

    private void Break(int station, long life, string why)
    {
        if (_open[station] && _life[station] == life)
        {
            Gone(station);
            sockets[station].CutCsms();
            step(station, new CsmsClosed(why));
        }
    }

    private void Send(int station, long life, byte[] frame, Action came)
    {
        if (!_open[station] || _life[station] != life || Kind(station) is AbsenceKind.HalfOpen)
        {
            return;
        }

        sockets[station].FromCsms.Send(() =>
        {
            caps[station].Came(frame);
            came();
            step(station, new CsmsMessage(frame));
        });
    }

    private AbsenceKind? Kind(int station)
    {
        for (var i = _begun - 1; i >= 0; i--)
        {
            if (absences[i].To > queue.Now && (absences[i].Station ?? station) == station)
            {
                return absences[i].Kind;
            }

            if (i < _begun - 4)
            {
                break;
            }
        }

        return null;
    }
}
