"""Readers of options: whatever the text, a value in range or one line with the remedy.

Blind to: which reader an option has (the tests of the commands).
"""

import doctest
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check import option_types
from proofs_check.option_types import FORMATS, OptionTextError, formats, number, real, several, whole

READERS = {
    "whole": whole(2, 50, "--depth 20"),
    "natural": whole(0, None, "--seed 0"),
    "number": number(0, None, "--eta 0.1", strict=True),
    "number between": number(-1, 1, "--momentum 0.9"),
    "real": real("a number above 0", lambda x: x > 0, "--initial 1e-3"),
    "several": several(whole(2, 50, "3"), "--depths 3,5"),
    "formats": formats,
}
IN_RANGE = {
    "whole": lambda x: type(x) is int and 2 <= x <= 50,
    "natural": lambda x: type(x) is int and x >= 0,
    "number": lambda x: type(x) is Fraction and x > 0,
    "number between": lambda x: type(x) is Fraction and -1 <= x < 1,
    "real": lambda x: type(x) is float and 0 < x < math.inf,
    "several": lambda x: all(type(y) is int and 2 <= y <= 50 for y in x),
    "formats": lambda x: set(x) <= set(FORMATS) and len(set(x)) == len(x) > 0,
}
texts = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.,-+eE/_ infax", max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.fractions().map(str),
    st.lists(st.sampled_from([*FORMATS, "SVG", " png ", "gif"]), min_size=1).map(",".join),
)


@pytest.mark.parametrize("name", READERS)
@given(text=texts)
def test_any_text_is_a_value_in_range_or_one_clear_line(name, text):
    try:
        value, refused = READERS[name](text), ""
    except OptionTextError as error:
        value, refused = None, str(error)
    if refused:
        assert refused.startswith("must be ")
        assert "; remedy: write " in refused
    else:
        assert IN_RANGE[name](value)


@given(st.integers(2, 50))
def test_whole_numbers_are_read_up_to_both_ends(n):
    assert READERS["whole"](f" {n} ") == READERS["whole"](f"+{n}") == n


@given(st.fractions(0, 100, max_denominator=10**6).filter(bool))
def test_numbers_are_exact(x):
    assert READERS["number"](str(x)) == x


@given(st.decimals(0, 100, places=8).filter(bool))
def test_decimals_are_exact(x):
    assert READERS["number"](str(x)) == Fraction(x)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("whole", "1"),
        ("whole", "51"),
        ("whole", "2_0"),
        ("natural", "9" * 5000),
        ("number", "0"),
        ("number", "1e999999999"),
        ("number", "1/0"),
        ("number between", "1"),
        ("real", "nan"),
        ("real", "inf"),
        ("real", "1e999"),
        ("several", ",".join(["3"] * 1001)),
        ("several", ""),
        ("formats", ""),
    ],
)
def test_out_of_range_is_refused(name, text):
    with pytest.raises(OptionTextError) as refused:
        READERS[name](text)
    assert len(str(refused.value)) < 150


def test_examples_in_docstrings():
    done = doctest.testmod(option_types)
    assert (done.failed, done.attempted) == (0, 8)
