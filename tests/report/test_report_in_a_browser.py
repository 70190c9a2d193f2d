"""The report in headless Chromium: console, network, overflow, contrast as computed, and the filter at work.

Skipped where there is no Chromium. Blind to: taste; other browsers; contrast inside the figures.
"""

import json

import pytest

from proofs_check.report.content import content
from proofs_check.report.html import html_page
from tests.report.browser import chromium, look
from tests.report.test_report_page import data, folder
from theory.statements import all_statements

__all__ = ["data", "folder"]

pytestmark = pytest.mark.skipif(
    chromium() is None, reason="needs Chromium; remedy: install the package chromium"
)

#: Contrast of every visible text with what is behind it; what is clicked in the filter, and what that leaves.
MEASURE = """
(() => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  const parse = c => (c.match(/[0-9.]+/g) || []).map(Number);
  const channel = x => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  const luminance = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const c = parse(getComputedStyle(node).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  let least = 99, where = '', count = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const there = walk.currentNode.data.trim() && node.getClientRects().length;
    if (!there || node.closest('svg')) continue;
    const pair = [luminance(parse(getComputedStyle(node).color)), luminance(ground(node))];
    const [a, b] = pair.sort((p, q) => q - p);
    const found = (a + 0.05) / (b + 0.05);
    count += 1;
    if (found < least) { least = found; where = node.outerHTML.slice(0, 200); }
  }
  const all = [...document.querySelectorAll('.statement')];
  const shown = () => all.filter(s => s.offsetHeight).map(s => s.id);
  const left = {};
  for (const input of document.querySelectorAll('fieldset input')) {
    input.click();
    left[input.id] = shown();
  }
  document.getElementById('show-all').click();
  const root = document.documentElement;
  return {least, where, count, left, wide: root.scrollWidth - root.clientWidth,
          formula: document.querySelector('math').getBoundingClientRect().height};
})()
"""


def test_the_page_on_a_phone_and_on_a_desk_light_and_dark(data, tmp_path):
    page = tmp_path / "report.html"
    page.write_text(html_page(content(data, all_statements())), encoding="utf-8")
    seen = look(page, [(375, False), (1280, False), (375, True), (1280, True)], MEASURE)
    assert seen.console == []
    assert set(seen.requests) == {page.resolve().as_uri()}
    first, second = ("s-" + entry["id"] for entry in data["statements"])
    assert len(set(seen.pictures.values())) == 4
    for view, found in seen.values.items():
        assert found["count"] > 100
        assert found["least"] >= 4.5, json.dumps([view, found["where"]])
        # Formulas and pictures scroll in their own boxes, the page never sideways.
        assert found["wide"] <= 0
        assert found["formula"] > 5
        assert found["left"] == {
            "show-all": [first, second],
            "show-proved": [first],
            "show-refuted": [second],
            "show-failed": [second],
        }
        assert seen.pictures[view].startswith(b"\x89PNG")
