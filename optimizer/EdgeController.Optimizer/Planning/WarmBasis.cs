using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// Remembers a solution's basis by what its columns and rows stand for, and lays it over the next problem: time has gone on, vehicles came
/// and went, forecasts changed. What is new starts outside the basis (columns) or inside it (rows).
/// </summary>
internal sealed class WarmBasis
{
    private readonly Dictionary<ulong, BasisStatus> _columns = [];
    private readonly Dictionary<ulong, BasisStatus> _rows = [];

    public bool IsEmpty => _columns.Count == 0;

    public void Keep(PlanModel model, Basis basis)
    {
        Keep(_columns, model.ColumnKeys, basis.Columns);
        Keep(_rows, model.RowKeys, basis.Rows);
    }

    public void Forget()
    {
        _columns.Clear();
        _rows.Clear();
    }

    public Basis? For(PlanModel model)
    {
        if (IsEmpty)
        {
            return null;
        }

        var columns = new BasisStatus[model.ColumnKeys.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = _columns.GetValueOrDefault(model.ColumnKeys[j], BasisStatus.AtLower);
        }

        var rows = new BasisStatus[model.RowKeys.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = _rows.GetValueOrDefault(model.RowKeys[i], BasisStatus.Basic);
        }

        return new Basis(columns, rows);
    }

    private static void Keep(Dictionary<ulong, BasisStatus> to, ulong[] keys, BasisStatus[] statuses)
    {
        to.Clear();
        to.EnsureCapacity(keys.Length);
        for (var k = 0; k < keys.Length; k++)
        {
            to.TryAdd(keys[k], statuses[k]);
        }
    }
}
