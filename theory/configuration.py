"""Configurations: aligned, depth-balanced global minima, named by their shares.

In a network of ``H`` pathways, pathway ``h`` of depth ``L_h``, mode ``i`` of the target is carried in
shares ``sigma_hi >= 0`` with ``sum_h sigma_hi = s*_i > 0`` (a global minimum).  Every layer of a pathway
has the same singular values ``sigma_hi^(1/L_h)`` (depth balance).

* `SinglePath(L, s)`: the first pathway carries everything.
* `Balanced(H, L, s)`: each of ``H`` pathways carries ``s/H``.
* `Split(L, s1, s2, ...)`, or `Split(L, sigma, H)` with an indexed ``sigma``: any shares, one depth.
* `Pathways((L1, s1), (L2, s2), ...)`, or `Pathways(ell, sigma, H)`: any shares, any depths.
* `Modes(c1, c2, ...)`: several modes of one network, one configuration of the above for each.

A configuration carries its rules as hypotheses (`Configuration.hypotheses`): what its numbers violate is
an error when it is made, what its symbols may violate is understood as given and shown with the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Basic, Ge, IndexedBase, Integer, Piecewise, Sum, Tuple, true
from sympy import Eq as Equal
from sympy.logic.boolalg import Boolean

from theory.arguments import (
    as_count,
    as_depth,
    as_share,
    indexed_pair,
    must_be_nonnegative,
    must_be_positive,
    shares_base,
    with_rules_checked,
)
from theory.errors import StatementError
from theory.naming import index_apart_from
from theory.predicates import ForAll

__all__ = ["Balanced", "Configuration", "Modes", "OneMode", "Pathways", "SinglePath", "Split"]


class Configuration(Basic):
    """What all configurations answer; see the module's first lines."""

    @property
    def modes(self) -> tuple[OneMode, ...]:
        """The configuration of each mode, in order."""
        raise NotImplementedError

    @property
    def is_minimum(self) -> bool:
        """Whether it is a global minimum (a `theory.point.AlignedPoint` is not)."""
        return all(mode.is_minimum for mode in self.modes)

    def length_of(self, base: Any) -> Any:
        """How many elements of an indexed base the configuration speaks of: one for each pathway."""
        return self.number_of_pathways

    @property
    def number_of_pathways(self) -> Any:
        """``H``, the number of pathways of the network."""
        return max((mode.pathways for mode in self.modes), key=lambda pathways: pathways != 1)

    def depth(self, h: Any) -> Any:
        """``L_h``, the depth of pathway ``h`` (counted from 1)."""
        return _widest(self.modes).depth_of(h)

    def sum_over_pathways(self, term: Callable[..., Any]) -> Any:
        """``sum_h term(L_h, sigma_h1, ..., sigma_hd)`` over the pathways of the network.

        Args:
            term: a function of a depth and one share for every mode.

        Returns:
            An explicit sum where the number of pathways is an integer, a product where all pathways are
            alike, and a SymPy `Sum` otherwise.

        Example:
            >>> from sympy import symbols
            >>> H, L, s = symbols("H L s", positive=True, integer=True)
            >>> Balanced(H, L, s).sum_over_pathways(lambda depth, share: share)
            s
        """
        modes, count = self.modes, self.number_of_pathways

        def at(h: Any) -> Any:
            return term(self.depth(h), *(mode.share_of(h) for mode in modes))

        if count.is_Integer:
            return sum((at(Integer(h)) for h in range(1, int(count) + 1)), Integer(0))
        if all(isinstance(mode, SinglePath | Balanced) for mode in modes):
            alike = all(isinstance(mode, Balanced) for mode in modes)
            return count * at(Integer(1)) if alike else at(Integer(1)) + (count - 1) * at(Integer(2))
        h = index_apart_from(self)
        return Sum(at(h), (h, 1, count))

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """The rules that the symbols of this configuration may still violate, each once."""
        found: dict[Boolean, None] = {}
        for mode in self.modes:
            for condition in mode.rules():
                if condition not in (True, true):
                    found[condition] = None
        return tuple(found)


class OneMode(Configuration):
    """A configuration of a single mode."""

    @property
    def modes(self) -> tuple[OneMode, ...]:
        """This configuration alone."""
        return (self,)

    @property
    def is_minimum(self) -> bool:
        """True, unless a subclass says otherwise."""
        return True

    @property
    def pathways(self) -> Any:
        """The number of pathways this mode speaks of (1 for `SinglePath`)."""
        raise NotImplementedError

    def depth_of(self, h: Any) -> Any:
        """``L_h``."""
        raise NotImplementedError

    def share_of(self, h: Any) -> Any:
        """``sigma_h``."""
        raise NotImplementedError

    def rules(self) -> Iterable[Boolean]:
        """The conditions under which this is a global minimum of a network."""
        raise NotImplementedError

    @property
    def total(self) -> Any:
        """``s* = sum_h sigma_h``."""
        return self.sum_over_pathways(lambda depth, share: share)


class SinglePath(OneMode):
    """The first pathway, of depth ``L``, carries the whole singular value ``s``."""

    def __new__(cls, L: Any, s: Any) -> SinglePath:
        """Check and make it."""
        return with_rules_checked(Basic.__new__(cls, as_depth(L), as_share("s", s)))

    @property
    def pathways(self) -> Any:
        """1: other pathways carry nothing and are not spoken of."""
        return Integer(1)

    def depth_of(self, h: Any) -> Any:
        """``L``."""
        return self.args[0]

    def share_of(self, h: Any) -> Any:
        """``s`` for the first pathway, 0 for the others."""
        if h.is_Integer:
            return self.args[1] if h == 1 else Integer(0)
        return Piecewise((self.args[1], Equal(h, 1)), (Integer(0), True))

    def rules(self) -> Iterable[Boolean]:
        """``L >= 2``, ``s > 0``."""
        return (Ge(self.args[0], 2), must_be_positive("s", self.args[1]))


class Balanced(OneMode):
    """Each of ``H`` pathways of depth ``L`` carries ``s/H``."""

    def __new__(cls, H: Any, L: Any, s: Any) -> Balanced:
        """Check and make it."""
        return with_rules_checked(Basic.__new__(cls, as_count(H), as_depth(L), as_share("s", s)))

    @property
    def pathways(self) -> Any:
        """``H``."""
        return self.args[0]

    def depth_of(self, h: Any) -> Any:
        """``L``."""
        return self.args[1]

    def share_of(self, h: Any) -> Any:
        """``s/H``."""
        return self.args[2] / self.args[0]

    def rules(self) -> Iterable[Boolean]:
        """``H >= 1``, ``L >= 2``, ``s > 0``."""
        return (Ge(self.args[0], 1), Ge(self.args[1], 2), must_be_positive("s", self.args[2]))


class Split(OneMode):
    """Pathways of one depth ``L`` carry the shares ``s1, s2, ...``, or ``sigma[1], ..., sigma[H]``."""

    def __new__(cls, L: Any, *shares: Any) -> Split:
        """Check and make it."""
        if shares and isinstance(shares[0], IndexedBase):
            sigma, H = indexed_pair("Split(L, sigma, H)", shares)
            return with_rules_checked(
                Basic.__new__(
                    cls,
                    as_depth(L),
                    shares_base(sigma),
                    as_count(H),
                )
            )
        if not shares:
            raise StatementError("Split", "needs at least one share", "none", "write Split(L, s1, s2, ...)")
        return with_rules_checked(
            Basic.__new__(cls, as_depth(L), *(as_share(f"share {k}", s) for k, s in enumerate(shares, 1)))
        )

    @property
    def indexed(self) -> bool:
        """Whether the shares are an indexed base and the number of pathways an expression."""
        return isinstance(self.args[1], IndexedBase)

    @property
    def pathways(self) -> Any:
        """``H``, or the number of shares written."""
        return self.args[2] if self.indexed else Integer(len(self.args) - 1)

    def depth_of(self, h: Any) -> Any:
        """``L``."""
        return self.args[0]

    def share_of(self, h: Any) -> Any:
        """``sigma[h]``, or the ``h``-th share written."""
        return self.args[1][h] if self.indexed else self.args[int(h)]

    def rules(self) -> Iterable[Boolean]:
        """``L >= 2``, every share ``>= 0``, their sum ``> 0`` (and ``H >= 1``)."""
        yield Ge(self.args[0], 2)
        if self.indexed:
            yield Ge(self.args[2], 1)
        else:
            yield from (must_be_nonnegative(f"share {k}", s) for k, s in enumerate(self.args[1:], 1))
        yield must_be_positive("the sum of the shares", self.total)


class Pathways(OneMode):
    """Pathways of depths ``L1, L2, ...`` carry ``s1, s2, ...``; or of depths ``ell[h]``, ``sigma[h]``."""

    def __new__(cls, *pathways: Any) -> Pathways:
        """Check and make it."""
        if pathways and isinstance(pathways[0], IndexedBase):
            if len(pathways) != 3:
                raise StatementError(
                    "Pathways", "takes (ell, sigma, H)", pathways, "write Pathways(ell, sigma, H)"
                )
            ell = pathways[0]
            sigma, H = indexed_pair("Pathways(ell, sigma, H)", pathways[1:])
            if not (ell.assumptions0.get("integer") and ell.assumptions0.get("positive")):
                raise StatementError(
                    f"the depths {ell}",
                    "must be known to be positive integers",
                    f"IndexedBase('{ell}')",
                    f'write IndexedBase("{ell}", integer=True, positive=True)',
                )
            return with_rules_checked(Basic.__new__(cls, ell, shares_base(sigma), as_count(H)))
        if not pathways:
            raise StatementError(
                "Pathways", "needs at least one pathway", "none", "write Pathways((L1, s1), ...)"
            )
        pairs = []
        for k, pair in enumerate(pathways, 1):
            if not isinstance(pair, list | tuple | Tuple) or len(pair) != 2:
                raise StatementError(
                    f"pathway {k}", "must be a pair (depth, share)", pair, "write Pathways((L1, s1), ...)"
                )
            pairs.append(
                Tuple(as_depth(pair[0], f"the depth of pathway {k}"), as_share(f"share {k}", pair[1]))
            )
        return with_rules_checked(Basic.__new__(cls, *pairs))

    @property
    def indexed(self) -> bool:
        """Whether depths and shares are indexed bases and the number of pathways an expression."""
        return isinstance(self.args[0], IndexedBase)

    @property
    def pathways(self) -> Any:
        """``H``, or the number of pairs written."""
        return self.args[2] if self.indexed else Integer(len(self.args))

    def depth_of(self, h: Any) -> Any:
        """``L_h``."""
        return self.args[0][h] if self.indexed else self.args[int(h) - 1][0]

    def share_of(self, h: Any) -> Any:
        """``sigma_h``."""
        return self.args[1][h] if self.indexed else self.args[int(h) - 1][1]

    def rules(self) -> Iterable[Boolean]:
        """Every depth ``>= 2``, every share ``>= 0``, their sum ``> 0`` (and ``H >= 1``)."""
        if self.indexed:
            yield Ge(self.args[2], 1)
            h = index_apart_from(self)
            yield ForAll(Ge(self.args[0][h], 2), (h, 1, self.args[2]))
        else:
            for k, (depth, share) in enumerate(self.args, 1):
                yield Ge(depth, 2)
                yield must_be_nonnegative(f"share {k}", share)
        yield must_be_positive("the sum of the shares", self.total)


class Modes(Configuration):
    """Several modes of one network; all members speak of the same pathways (`SinglePath`: of the first)."""

    def __new__(cls, *members: Any) -> Modes:
        """Check and make it."""
        if not members:
            raise StatementError(
                "Modes", "needs at least one mode", "none", "write Modes(Split(L, a1, b1), ...)"
            )
        for k, member in enumerate(members, 1):
            if not isinstance(member, OneMode):
                raise StatementError(
                    f"mode {k}", "must be a configuration of one mode", member, "write Split(L, a, b), say"
                )
        widest = _widest(members)
        for k, member in enumerate(members, 1):
            count = Integer(1) if isinstance(member, SinglePath) else widest.pathways
            h = index_apart_from(*members)
            probes = [Integer(n) for n in range(1, int(count) + 1)] if count.is_Integer else [h]
            if member.pathways != count or any(member.depth_of(n) != widest.depth_of(n) for n in probes):
                raise StatementError(
                    f"mode {k}",
                    "must have the same pathways (number and depths) as the others",
                    member,
                    f"use the pathways of {widest}",
                )
        return Basic.__new__(cls, *members)

    @property
    def modes(self) -> tuple[OneMode, ...]:
        """The members."""
        return self.args


def _widest(modes: tuple[OneMode, ...]) -> OneMode:
    return next((mode for mode in modes if not isinstance(mode, SinglePath)), modes[0])
