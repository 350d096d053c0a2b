"""A chart must be fit for a page whose content policy allows no inline style, beside any number of other charts."""

import re
import subprocess
import sys

from feedback.report.canvas import Canvas
from feedback.report.svg import fit_for_page

AS_MATPLOTLIB_WRITES = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 20" xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata>when it was drawn</metadata>
 <defs><style type="text/css">*{stroke-linejoin: round}</style></defs>
 <g id="figure_1">
  <defs><path id="m1" d="M 0 3 L 1.23456 2.000001" style="stroke: #ffffff; clip-rule: evenodd"/></defs>
  <g clip-path="url(#p1)"><use xlink:href="#m1" x="4.5" y="6" style="fill: #1d70b8; opacity: 1"/></g>
  <!-- a note -->
  <text style="font-size: 15px; font-family: 'DejaVu Sans'" x="1" y="2"
   transform="rotate(-0 1 2)" onclick="x()">Time &amp; &lt;place&gt;</text>
  <script>alert(1)</script><foreignObject><b>x</b></foreignObject>
 </g>
</svg>"""


def test_only_what_a_chart_needs_gets_through() -> None:
    fitted = str(fit_for_page(AS_MATPLOTLIB_WRITES, prefix="c1", title="A & B", description="Two <things>."))

    assert fitted == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" role="img" aria-labelledby="c1-title c1-desc" '
        'font-family="Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif" stroke-linejoin="round">'
        '<title id="c1-title">A &amp; B</title><desc id="c1-desc">Two &lt;things&gt;.</desc>'
        '<defs><path d="M 0 3 L 1.23 2" stroke="#ffffff" id="c1-m1"/></defs>'
        '<use x="4.5" y="6" fill="#1d70b8" href="#c1-m1"/>'
        '<text x="1" y="2" font-size="15px">Time &amp; &lt;place&gt;</text></svg>'
    )


def test_words_are_written_as_they_are_in_any_script() -> None:
    words = [
        "It costs $5 or $6",
        "a_b^c \\alpha",
        "Siân Llŷr",
        "العربية",
        "日本語",
        "Well done \N{WHITE HEAVY CHECK MARK}",
    ]
    canvas = Canvas(height=200)
    for number, line in enumerate(words):
        canvas.words(0, 20 * number, line, size=15)

    drawn = str(canvas.finished(prefix="c", title="t", description="d"))

    assert re.findall("<text[^>]*>([^<]*)<", drawn) == words


def test_two_charts_share_no_id_and_need_no_style() -> None:
    charts = [str(_a_chart(prefix)) for prefix in ("one", "two")]
    ids = [set(re.findall(r' id="([^"]*)"', chart)) for chart in charts]

    assert all(len(found) > 2 for found in ids)
    assert ids[0].isdisjoint(ids[1])
    for chart in charts:
        assert "style" not in chart
        assert set(re.findall(r'href="#([^"]*)"', chart)) <= set(re.findall(r' id="([^"]*)"', chart))


def test_another_process_draws_the_same_bytes() -> None:
    program = "from tests.report.test_svg import _a_chart; print(_a_chart('c'), end='')"
    run = [sys.executable, "-c", program]
    drawn = [
        subprocess.run(run, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]

    assert drawn[0].stdout == drawn[1].stdout == str(_a_chart("c"))


def _a_chart(prefix: str) -> str:
    canvas = Canvas(height=40)
    canvas.boxes([(0, 0, 380, 20)], color="#f0f1f2")
    canvas.rules([(0, 10, 380, 10)], color="#0b0c0c", width=1)
    canvas.marks([(10, 10), (50, 10)], shape="o", size=12, fill="#1d70b8", edge="#ffffff", edge_width=1)
    return canvas.finished(prefix=prefix, title="A chart", description="Two dots on a line.")
