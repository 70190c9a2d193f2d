"""Not a linear network: a scalar tanh net a tanh(b x) at a global minimum, and a quadratic with a coupling.

`LargestHessianEigenvalue` takes any smooth loss, its parameters, and the point.  The symbols u, v are bound.
"""

from sympy import Eq, Ge, Matrix, sqrt, symbols, tanh
from theory import LargestHessianEigenvalue, Statement

u, v = symbols("u v", real=True)
c, p, q = symbols("c p q", real=True)
a, b, x, z = symbols("a b x z", positive=True)


def error(x):
    """Half the squared error of the net u tanh(v x) where the teacher a tanh(b x) is right."""
    return (u * tanh(v * x) - a * tanh(b * x)) ** 2 / 2


one_point = LargestHessianEigenvalue(error(x), (u, v), (a, b))
two_points = LargestHessianEigenvalue(error(x) + error(z), (u, v), (a, b))


def gradient(x):
    """The gradient of the net's output at the minimum."""
    return Matrix([tanh(b * x), a * x * (1 - tanh(b * x) ** 2)])


def slope(x):
    """Its squared norm."""
    return gradient(x).dot(gradient(x))


trace = slope(x) + slope(z)
gram = slope(x) * slope(z) - gradient(x).dot(gradient(z)) ** 2

single = Statement(
    "tanh-net-one-point",
    Eq(one_point, slope(x)),
    title="At a fitted point the sharpness of a tanh net is the squared slope of its output",
)
pair = Statement(
    "tanh-net-two-points",
    Eq(two_points, (trace + sqrt(trace**2 - 4 * gram)) / 2),
    title="For two data points it follows from trace and determinant of the Gram matrix of the slopes",
)
coupled = Statement(
    "coupled-quadratic",
    Eq(
        LargestHessianEigenvalue((p * u**2 + q * v**2) / 2 + c * u * v, (u, v), (0, 0)),
        (p + q) / 2 + sqrt(((p - q) / 2) ** 2 + c**2),
    ),
    title="A coupling c spreads the curvatures p and q apart",
)
more = Statement(
    "coupling-sharpens",
    Ge(LargestHessianEigenvalue((p * u**2 + q * v**2) / 2 + c * u * v, (u, v), (0, 0)), p),
)
