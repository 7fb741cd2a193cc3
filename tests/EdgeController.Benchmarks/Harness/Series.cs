namespace EdgeController.Benchmarks.Harness;

/// <summary>Measured values of one kind; quantiles by nearest rank.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => Quantile(0.5);

    public double P99 => Quantile(0.99);

    public double Lowest => Quantile(0);

    public double Highest => Quantile(1);

    public void Add(double value) => _values.Add(value);

    private double Quantile(double part)
    {
        _values.Sort();
        return _values.Count == 0 ? double.NaN : _values[Math.Max(0, (int)Math.Ceiling(part * _values.Count) - 1)];
    }
}
