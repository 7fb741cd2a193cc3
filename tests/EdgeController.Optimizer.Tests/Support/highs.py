# Reads linear programs in free MPS form and prints the optimum that HiGHS (scipy) finds for each, one a line.
import sys

import numpy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix


def optimum(path):
    kind, cost, entries, rhs, ranges, low, up = {}, {}, [], {}, {}, {}, {}
    section = None
    for line in open(path):
        words = line.split()
        if line[0] not in " \n":
            section = words[0]
        elif section == "ROWS":
            kind[words[1]] = words[0]
        elif section == "COLUMNS":
            column, row, value = words[0], words[1], float(words[2])
            cost.setdefault(column, 0.0)
            if kind[row] == "N":
                cost[column] = value
            else:
                entries.append((row, column, value))
        elif section == "RHS":
            rhs[words[1]] = float(words[2])
        elif section == "RANGES":
            ranges[words[1]] = float(words[2])
        elif section == "BOUNDS":
            value = float(words[3]) if len(words) > 3 else None
            if words[0] in ("LO", "FX"):
                low[words[2]] = value
            if words[0] in ("UP", "FX"):
                up[words[2]] = value
            if words[0] == "MI":
                low[words[2]] = None

    columns = {name: j for j, name in enumerate(cost)}
    sides = {}
    for row, k in kind.items():
        side = rhs.get(row, 0.0)
        if k == "E":
            sides[row] = (side, side)
        elif k == "L":
            sides[row] = (side - ranges[row] if row in ranges else None, side)
        elif k == "G":
            sides[row] = (side, side + ranges[row] if row in ranges else None)

    equal = {row: i for i, row in enumerate(r for r, (a, b) in sides.items() if a is not None and a == b)}
    upper = [(row, 1.0, b) for row, (a, b) in sides.items() if b is not None and row not in equal]
    upper += [(row, -1.0, -a) for row, (a, b) in sides.items() if a is not None and row not in equal]
    places = {}
    for i, (row, sign, _) in enumerate(upper):
        places.setdefault(row, []).append((i, sign))

    eq, ub = ([], [], []), ([], [], [])
    for row, column, value in entries:
        if row in equal:
            for to, what in zip(eq, (value, equal[row], columns[column])):
                to.append(what)
        for i, sign in places.get(row, ()):
            for to, what in zip(ub, (sign * value, i, columns[column])):
                to.append(what)

    n = len(columns)
    result = linprog(
        list(cost.values()),
        A_ub=csr_matrix((ub[0], (ub[1], ub[2])), shape=(len(upper), n)) if upper else None,
        b_ub=numpy.array([b for _, _, b in upper]) if upper else None,
        A_eq=csr_matrix((eq[0], (eq[1], eq[2])), shape=(len(equal), n)) if equal else None,
        b_eq=numpy.array([sides[row][0] for row in equal]) if equal else None,
        bounds=[(low.get(name, 0.0), up.get(name)) for name in columns],
        method="highs",
    )
    return repr(float(result.fun)) if result.status == 0 else result.message


for name in sys.argv[1:]:
    print(optimum(name))
