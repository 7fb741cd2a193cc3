using System.Runtime.InteropServices;

namespace EdgeController.Optimizer.Clp;

/// <summary>The imports of CLP's C interface (Clp_C_Interface.h, 1.17). CoinBigIndex is <c>int</c> in Debian's build.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Clp = "libClp.so.1";

    [LibraryImport(Clp, EntryPoint = "Clp_VersionMajor")]
    internal static partial int VersionMajor();

    [LibraryImport(Clp, EntryPoint = "Clp_VersionMinor")]
    internal static partial int VersionMinor();

    [LibraryImport(Clp, EntryPoint = "Clp_newModel")]
    internal static partial ClpModelHandle NewModel();

    [LibraryImport(Clp, EntryPoint = "Clp_deleteModel")]
    internal static partial void DeleteModel(IntPtr model);

    [LibraryImport(Clp, EntryPoint = "Clp_setLogLevel")]
    internal static partial void SetLogLevel(ClpModelHandle model, int level);

    [LibraryImport(Clp, EntryPoint = "Clp_loadProblem")]
    internal static partial void LoadProblem(
        ClpModelHandle model, int columns, int rows, int* starts, int* indices, double* values,
        double* lower, double* upper, double* cost, double* rowLower, double* rowUpper);

    [LibraryImport(Clp, EntryPoint = "Clp_chgColumnLower")]
    internal static partial void ChangeColumnLower(ClpModelHandle model, double* lower);

    [LibraryImport(Clp, EntryPoint = "Clp_chgColumnUpper")]
    internal static partial void ChangeColumnUpper(ClpModelHandle model, double* upper);

    [LibraryImport(Clp, EntryPoint = "Clp_chgRowLower")]
    internal static partial void ChangeRowLower(ClpModelHandle model, double* lower);

    [LibraryImport(Clp, EntryPoint = "Clp_chgRowUpper")]
    internal static partial void ChangeRowUpper(ClpModelHandle model, double* upper);

    [LibraryImport(Clp, EntryPoint = "Clp_chgObjCoefficients")]
    internal static partial void ChangeCost(ClpModelHandle model, double* cost);

    [LibraryImport(Clp, EntryPoint = "Clp_setPerturbation")]
    internal static partial void SetPerturbation(ClpModelHandle model, int value);

    [LibraryImport(Clp, EntryPoint = "Clp_scaling")]
    internal static partial void Scaling(ClpModelHandle model, int mode);

    [LibraryImport(Clp, EntryPoint = "Clp_setMaximumIterations")]
    internal static partial void SetMaximumIterations(ClpModelHandle model, int value);

    [LibraryImport(Clp, EntryPoint = "Clp_setMaximumSeconds")]
    internal static partial void SetMaximumSeconds(ClpModelHandle model, double value);

    [LibraryImport(Clp, EntryPoint = "Clp_copyinStatus")]
    internal static partial void CopyInStatus(ClpModelHandle model, byte* status);

    [LibraryImport(Clp, EntryPoint = "Clp_statusArray")]
    internal static partial byte* StatusArray(ClpModelHandle model);

    [LibraryImport(Clp, EntryPoint = "Clp_dual")]
    internal static partial int Dual(ClpModelHandle model, int ifValuesPass);

    [LibraryImport(Clp, EntryPoint = "Clp_primal")]
    internal static partial int Primal(ClpModelHandle model, int ifValuesPass);

    [LibraryImport(Clp, EntryPoint = "Clp_initialDualSolve")]
    internal static partial int InitialDualSolve(ClpModelHandle model);

    [LibraryImport(Clp, EntryPoint = "Clp_status")]
    internal static partial int Status(ClpModelHandle model);

    [LibraryImport(Clp, EntryPoint = "Clp_numberIterations")]
    internal static partial int NumberIterations(ClpModelHandle model);

    [LibraryImport(Clp, EntryPoint = "Clp_primalColumnSolution")]
    internal static partial double* ColumnSolution(ClpModelHandle model);

    [LibraryImport(Clp, EntryPoint = "Clp_dualRowSolution")]
    internal static partial double* RowDuals(ClpModelHandle model);
}
