r"""The words of formulas: control words and phrases, and what they are to the grammar.

Tables only.
"""

from __future__ import annotations

__all__ = [
    "CLOSING",
    "FRACTIONS",
    "LAYOUT",
    "RELATIONS",
    "SIGNS",
    "SIZES",
    "SPACING",
    "TEXT",
    "TEXTS",
    "WITH_ARGUMENT",
]


def _listed(text: str) -> list[str]:
    return text.split()


#: Relations, as `proofs_check.latex.values.relation` knows them.
RELATIONS = {
    "=": "=", "<": "<", ">": ">", r"\lt": "<", r"\gt": ">", r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=",
    r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=", r"\ne": "!=", r"\neq": "!=", r"\in": "in",
    r"\equiv": "=",
}  # fmt: skip

#: Signs, by the terminals of the grammar.
SIGNS = {
    "+": "PLUS", "-": "MINUS", r"\cdot": "TIMES", r"\times": "TIMES", "*": "TIMES", "/": "SLASH",
    ",": "COMMA", r"\iff": "IFF", r"\Leftrightarrow": "IFF", r"\Longleftrightarrow": "IFF",
    r"\implies": "IMPLIES", r"\Rightarrow": "IMPLIES", r"\Longrightarrow": "IMPLIES", r"\land": "AND",
    r"\wedge": "AND", r"\lor": "OR", r"\vee": "OR", r"\lnot": "NOT", r"\neg": "NOT", r"\oplus": "XOR",
    r"\mapsto": "MAPSTO", r"\to": "TO", r"\rightarrow": "TO", r"\dots": "DOTS", r"\ldots": "DOTS",
    r"\cdots": "DOTS", r"\sum": "SUM", r"\prod": "PROD", r"\lim": "LIM", r"\partial": "PARTIAL",
    "(": "LPAR", ")": "RPAR", "[": "LPAR", "]": "RPAR", r"\{": "LSET", r"\}": "RSET", r"\lbrace": "LSET",
    r"\rbrace": "RSET", r"\lvert": "LABS", r"\rvert": "RABS", "{": "OPEN", "}": "CLOSE", r"\lbrack": "LPAR",
    r"\rbrack": "RPAR", r"\big/": "SLASH",
}  # fmt: skip

#: Phrases in ``\text{...}``.
TEXTS = {
    "and": "AND", "or": "OR", "xor": "XOR", "not": "NOT", "if and only if": "IFF", "iff": "IFF",
    "implies": "IMPLIES", "exactly when": "IFF", "exactly if": "IFF", "if": "IF", "when": "IF", "for": "IF",
    "where": "IF", "provided that": "IF", "whenever": "IF", "otherwise": "OTHERWISE", "else": "OTHERWISE",
    "for all": "FORALL", "for every": "FORALL", "for each": "FORALL", "for exactly one": "EXACTLY",
    "at most one of": "ATMOST", "is not": "ISNOT", "true": "TRUE", "false": "FALSE",
}  # fmt: skip

#: What says nothing; a backslash with a space is one more.
SPACING = frozenset([
    *_listed(r"\! \, \/ \: \; \> \allowbreak \centering \displaystyle \fitted \limits \mathstrut \noindent"),
    *_listed(r"\nolimits \nonumber \notag \par \qquad \quad \relax \scriptstyle \strut \textstyle"),
    *_listed(r"\thinspace ~"),
    "\\ ",
])

#: What says nothing, with its argument.
WITH_ARGUMENT = frozenset(
    _listed(r"\footnote \hphantom \hspace \hspace* \label \phantom \tag \tag* \vphantom \vspace")
)

#: Sizes of brackets.
SIZES = frozenset(
    _listed(
        r"\Big \Bigg \Biggl \Biggm \Biggr \Bigl \Bigm \Bigr \big \bigg \biggl \biggm \biggr \bigl \bigm"
        r" \bigr"
    )
)

#: What holds words.
TEXT = frozenset(_listed(r"\hbox \intertext \mbox \text \textnormal \textrm"))

#: Environments inside a formula whose rows and columns are layout.
LAYOUT = frozenset(_listed(r"aligned alignedat array* gathered multlined split"))

#: Fractions.
FRACTIONS = frozenset(_listed(r"\cfrac \dfrac \frac \tfrac"))

#: Terminals after which a plain bar closes.
CLOSING = frozenset(_listed(r"BASE CLOSE DOTS END NAME NUMBER RABS RPAR RSET"))
