namespace Fleet.Simulator.Controllers;

/// <summary>A reconcile that could not finish for a reason that passes: it runs again, later each time.</summary>
internal sealed class ReconcileAgainException(string message) : Exception(message);
