using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// Remembers a solution's basis by what its columns and rows stand for, and lays it over the next problem: time has gone on, vehicles came
/// and went, forecasts changed. A slot that began within another (a quarter of an hour is planned by five minutes as it comes near) takes on
/// the place of that one, and one beyond the last plan the place of its last. What is new starts outside the basis (columns) or inside it (rows).
/// </summary>
internal sealed class WarmBasis
{
    private Places? _columns;
    private Places? _rows;

    public void Keep(PlanModel model, Basis basis) => (_columns, _rows) = (new Places(model.ColumnKeys, basis.Columns), new Places(model.RowKeys, basis.Rows));

    public void Forget() => (_columns, _rows) = (null, null);

    public Basis? For(PlanModel model) => _columns is null || _rows is null
        ? null
        : new Basis(_columns.Of(model.ColumnKeys, BasisStatus.AtLower), _rows.Of(model.RowKeys, BasisStatus.Basic));

    /// <summary>Places by key, in the order of the keys, so that the slots of one thing stand together in the order of time.</summary>
    private sealed class Places
    {
        private readonly ulong[] _keys;
        private readonly BasisStatus[] _places;

        public Places(ulong[] keys, BasisStatus[] places)
        {
            (_keys, _places) = ([.. keys], [.. places]);
            Array.Sort(_keys, _places);
        }

        public BasisStatus[] Of(ulong[] keys, BasisStatus otherwise)
        {
            var places = new BasisStatus[keys.Length];
            for (var k = 0; k < keys.Length; k++)
            {
                var at = Array.BinarySearch(_keys, keys[k]);
                at = at >= 0 ? at : ~at - 1;
                places[k] = at >= 0 && ModelKey.IsSameThing(_keys[at], keys[k]) ? _places[at] : otherwise;
            }

            return places;
        }
    }
}
