namespace EdgeController.Scenarios.Comparison;

/// <summary>
/// A textbook rule over a whole day: in each period it knows who is there, what each vehicle still needs and takes, and what each row gives,
/// and what it decides flows at once. Below its least current a vehicle gets nothing.
/// </summary>
internal sealed class TextbookRun
{
    /// <summary>Round-robin: the increment after the first, which is the least current.</summary>
    private const double Increment = 1;

    private readonly SitePeriods _site;
    private readonly double[] _charged;
    private readonly double[] _amps;
    private readonly double[] _left;

    private TextbookRun(SitePeriods site)
    {
        _site = site;
        _charged = new double[site.Visits.Length];
        _amps = new double[site.Visits.Length];
        _left = new double[site.Capacity[0].Length];
    }

    public static Served Of(SitePeriods site, TextbookRule rule) => Served.Of(site, new TextbookRun(site).Run(rule));

    /// <summary>Energy of each visit in kilowatt-hours.</summary>
    public static double[] Charged(SitePeriods site, TextbookRule rule) => new TextbookRun(site).Run(rule);

    private double[] Run(TextbookRule rule)
    {
        var present = new List<int>();
        for (var period = 0; period < _site.Capacity.Length; period++)
        {
            var now = _site.Period * period;
            present.Clear();
            for (var v = 0; v < _amps.Length; v++)
            {
                _amps[v] = 0;
                var visit = _site.Visits[v];
                if (visit.Ready <= now && visit.Departure > now && visit.RequestedKwh - _charged[v] > 1e-9)
                {
                    present.Add(v);
                }
            }

            _site.Capacity[period].CopyTo(_left, 0);
            if (rule.Rank is { } rank)
            {
                ServeInOrder(present, rank, now);
            }
            else
            {
                ServeInTurns(present);
            }

            foreach (var v in present)
            {
                var visit = _site.Visits[v];
                var stays = (visit.Departure < now + _site.Period ? visit.Departure - now : _site.Period).TotalHours;
                _charged[v] += Math.Min(visit.RequestedKwh - _charged[v], _amps[v] * visit.KwPerAmp * stays);
            }
        }

        return _charged;
    }

    private void ServeInOrder(List<int> present, Rank rank, TimeSpan now)
    {
        var ranks = present.ToDictionary(v => v, v => rank(_site.Visits[v], _charged[v], now));
        present.Sort((a, b) => ranks[a] != ranks[b] ? ranks[a].CompareTo(ranks[b]) : a - b);
        foreach (var v in present)
        {
            Give(v, Math.Min(_site.Visits[v].AmpsAt(_charged[v]), Room(v)));
        }
    }

    private void ServeInTurns(List<int> present)
    {
        var queue = new Queue<int>(present);
        while (queue.TryDequeue(out var v))
        {
            var visit = _site.Visits[v];
            var most = Math.Min(visit.AmpsAt(_charged[v]), _amps[v] + Room(v));
            var next = Math.Min(most, _amps[v] == 0 ? visit.LeastAmps : _amps[v] + Increment);
            if (next > _amps[v] + 1e-9)
            {
                Give(v, next);
                if (_amps[v] > 0)
                {
                    queue.Enqueue(v);
                }
            }
        }
    }

    private void Give(int v, double amps)
    {
        var visit = _site.Visits[v];
        if (amps < visit.LeastAmps - 1e-9)
        {
            return;
        }

        foreach (var (row, perAmp) in visit.Rows)
        {
            _left[row] -= perAmp * (amps - _amps[v]);
        }

        _amps[v] = amps;
    }

    private double Room(int v)
    {
        var room = double.PositiveInfinity;
        foreach (var (row, perAmp) in _site.Visits[v].Rows)
        {
            room = Math.Min(room, _left[row] / perAmp);
        }

        return Math.Max(0, room);
    }
}
