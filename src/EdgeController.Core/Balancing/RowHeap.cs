namespace EdgeController.Core.Balancing;

/// <summary>Rows by the level at which they are full at the earliest: a binary heap in two arrays that are kept from use to use.</summary>
internal sealed class RowHeap
{
    private double[] _keys = [];
    private int[] _rows = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>The row that is full first.</summary>
    public int Row => _rows[0];

    /// <summary>Its level, or a lower bound of it.</summary>
    public double Key => _keys[0];

    public void Clear() => _count = 0;

    public void Push(int row, double key)
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(64, _count * 2));
            Array.Resize(ref _keys, _rows.Length);
        }

        var place = _count++;
        while (place > 0 && _keys[(place - 1) / 2] > key)
        {
            var above = (place - 1) / 2;
            (_keys[place], _rows[place]) = (_keys[above], _rows[above]);
            place = above;
        }

        (_keys[place], _rows[place]) = (key, row);
    }

    public void Pop()
    {
        _count--;
        if (_count > 0)
        {
            Sink(_rows[_count], _keys[_count]);
        }
    }

    /// <summary>Gives the first row a later level.</summary>
    public void Delay(double key) => Sink(_rows[0], key);

    private void Sink(int row, double key)
    {
        var place = 0;
        while (true)
        {
            var below = (2 * place) + 1;
            if (below >= _count)
            {
                break;
            }

            below += below + 1 < _count && _keys[below + 1] < _keys[below] ? 1 : 0;
            if (_keys[below] >= key)
            {
                break;
            }

            (_keys[place], _rows[place]) = (_keys[below], _rows[below]);
            place = below;
        }

        (_keys[place], _rows[place]) = (key, row);
    }
}
