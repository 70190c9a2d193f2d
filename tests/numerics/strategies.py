"""What the tests of numerics draw: shares, networks, and symmetric matrices of known spectrum."""

from fractions import Fraction
from itertools import pairwise

from flint import arb, fmpq, fmpq_mat
from hypothesis import settings
from hypothesis import strategies as st

from numerics.matrices import Kind
from numerics.network import Network, Weights, unflatten
from numerics.orthogonal import rational_orthogonal
from numerics.precision import to_arb, working_precision

few = settings(max_examples=15, deadline=None)
some = settings(max_examples=40, deadline=None)

seeds = st.integers(0, 2**16)
positive = st.fractions(Fraction(1, 20), 20, max_denominator=20)
signed = st.fractions(-3, 3, max_denominator=12)


@st.composite
def depths_and_shares(draw, max_pathways=3, max_depth=4, max_modes=2):
    """Depths and admissible shares, zeros included."""
    pathways = draw(st.integers(1, max_pathways))
    modes = draw(st.integers(1, max_modes))
    depths = draw(st.lists(st.integers(2, max_depth), min_size=pathways, max_size=pathways))
    share = st.one_of(st.just(Fraction(0)), positive)
    shares = [[draw(share) for _ in range(modes)] for _ in range(pathways)]
    for i in range(modes):
        if not any(row[i] for row in shares):
            shares[draw(st.integers(0, pathways - 1))][i] = draw(positive)
    return depths, shares


@st.composite
def raw_networks(draw, max_pathways=2, max_depth=4, max_width=3):
    """Rational weights of rectangular layers and a target, as nested lists of fractions: general position."""
    rows, cols = draw(st.integers(1, max_width)), draw(st.integers(1, max_width))

    def matrix(m, n):
        return [[draw(signed) for _ in range(n)] for _ in range(m)]

    paths = []
    for _ in range(draw(st.integers(1, max_pathways))):
        depth = draw(st.integers(2, max_depth))
        widths = [cols, *(draw(st.integers(1, max_width)) for _ in range(depth - 1)), rows]
        paths.append([matrix(m, n) for n, m in pairwise(widths)])
    return paths, matrix(rows, cols)


def network(raw, kind: Kind) -> Network:
    """The raw network in a number kind."""
    paths, target = raw

    def convert(a):
        return kind.matrix(len(a), len(a[0]), [kind.scalar(x) for row in a for x in row])

    return Network(kind, tuple(tuple(convert(layer) for layer in path) for path in paths), convert(target))


def direction(net: Network, seed: int) -> Weights:
    """A direction in the space of the weights with small integer entries."""
    n = net.parameters
    values = [Fraction((seed * (k + 1) * 2654435761 >> 7) % 13 - 6) for k in range(n)]
    return unflatten(net, [net.kind.scalar(x) for x in values])


def shifted(net: Network, v: Weights, size) -> Network:
    """The network at `W + size v`."""
    return net.moved(
        tuple(
            tuple(w + s * size for w, s in zip(p, q, strict=True))
            for p, q in zip(net.weights, v, strict=True)
        )
    )


def fmpq_of(x: Fraction) -> fmpq:
    """The same number in FLINT."""
    return fmpq(x.numerator, x.denominator)


def encloses(ball: arb, value: Fraction) -> bool:
    """Whether the ball contains the exact number (`arb.contains` asks for a rounded ball around it
    instead)."""
    with working_precision(bits=8000):
        return bool(ball.overlaps(to_arb(value)))


def with_spectrum(eigenvalues, seed: int) -> fmpq_mat:
    """The exact matrix `Q diag(eigenvalues) Q^T` with a rational orthogonal `Q`."""
    n = len(eigenvalues)
    q = rational_orthogonal(n, seed)
    entries = [fmpq_of(eigenvalues[i]) if i == j else fmpq(0) for i in range(n) for j in range(n)]
    return q * fmpq_mat(n, n, entries) * q.transpose()


@st.composite
def spectra(draw, max_size=7):
    """Rational eigenvalues in increasing order, often multiple or in clusters with gaps of `10^-30`."""
    values = []
    size = draw(st.integers(1, max_size))
    while len(values) < size:
        center = draw(signed)
        gap = draw(
            st.sampled_from([Fraction(0), Fraction(1, 10**30), Fraction(1, 10**12), Fraction(1, 10**60)])
        )
        values += [center + k * gap for k in range(draw(st.integers(1, 3)))]
    return sorted(values[:size])
