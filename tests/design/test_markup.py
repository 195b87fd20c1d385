"""Do words with a little markup become what was meant, and never anything that runs?"""

from __future__ import annotations

import pytest

from medborgarbudget.design.markup import inline, marked


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Ett\nav två\n\ntvå", "<p>Ett<br>av två</p>\n<p>två</p>"),
        ("**fet** och *kursiv*", "<p><strong>fet</strong> och <em>kursiv</em></p>"),
        ("- ett\n- **två**\nefter", "<ul><li>ett</li><li><strong>två</strong></li></ul>\n<p>efter</p>"),
        ("[hit](https://exempel.se/a_(b))", '<p><a href="https://exempel.se/a_(b)">hit</a></p>'),
        ("[hit](/traffar/)", '<p><a href="/traffar/">hit</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//ond.example)", "<p>[x](//ond.example)</p>"),
        ('<b onclick="x">&', "<p>&lt;b onclick=&quot;x&quot;&gt;&amp;</p>"),
        ('[<i>"](https://x.se/"onx=1)', "<p>[&lt;i&gt;&quot;](https://x.se/&quot;onx=1)</p>"),
        ("3 * 4 * 5 och a**b", "<p>3 <em> 4 </em> 5 och a**b</p>"),
        ("", ""),
    ],
)
def test_markup(text: str, html: str) -> None:
    assert marked(text) == html


def test_a_long_row_of_stars_is_answered_at_once() -> None:
    assert "*" in inline("*" * 20_000 + "[" * 5_000 + "(" * 5_000)
