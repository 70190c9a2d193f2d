"""The proof checker: rules of inference over SymPy terms; see `proofs_check.kernel.theorem`."""

from proofs_check.kernel import calculus, inequalities, logic, meaning, sums  # noqa: F401 - their rules
from proofs_check.kernel.checker import check
from proofs_check.kernel.oracle import AuditError
from proofs_check.kernel.theorem import RULES, Accepted, Proof, Rejected, Theorem

__all__ = ["RULES", "Accepted", "AuditError", "Proof", "Rejected", "Theorem", "check"]
