"""A mail's HTML made harmless: structure and words stay, everything else goes."""

import time

import pytest

from desk.download import safe_name
from desk.mailview import POLICY, document, harmless


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>"),
        ('<table><tr><td colspan="2" bgcolor="red">x</td></tr></table>', '<td colspan="2">x</td>'),
        ("<ul><li>one<li>two</ul>", "<li>one</li>"),
        ("<blockquote>before</blockquote>", "<blockquote>before</blockquote>"),
    ],
)
def test_text_and_structure_stay(markup: str, kept: str) -> None:
    assert kept in harmless(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        '<img src="https://eve.example/pixel.gif">',
        '<img src="cid:logo">',
        '<a href="javascript:alert(1)"></a>',
        '<a href="https://eve.example"></a>',
        '<iframe src="https://eve.example"></iframe>',
        '<form action="https://eve.example"><input name="password"><button>x</button></form>',
        '<meta http-equiv="refresh" content="0;url=https://eve.example">',
        '<link rel="stylesheet" href="https://eve.example/x.css">',
        '<base href="https://eve.example/">',
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        '<div style="position:fixed;inset:0" onclick="alert(1)" class="x" id="y"></div>',
        '<object data="https://eve.example"></object><embed src="https://eve.example">',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<template><img src=x onerror=alert(1)></template>",
    ],
)
def test_nothing_that_fetches_runs_covers_or_leads_away_is_left(markup: str) -> None:
    left = harmless(markup).lower()
    forbidden = ("<script", "<style", "<img", "<a ", "<iframe", "<form", "<input", "<meta", "<link", "<base", "<svg")
    assert not [word for word in (*forbidden, "http", "javascript", "style=", "class=") if word in left]
    assert " on" not in left.replace("&", " ").split(">")[0]


def test_document_may_do_nothing_and_be_framed_by_us_alone() -> None:
    assert POLICY.startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in POLICY
    assert "unsafe" not in POLICY


def test_style_of_the_document_is_the_one_that_the_policy_names() -> None:
    assert document("<style>p{}</style><p>x</p>").count("<style>") == 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("id.pdf", "id.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\id.pdf", "id.pdf"),
        ("a\r\nSet-Cookie: x=1", "aSet-Cookie: x=1"),
        ("\u202egpj.exe", "gpj.exe"),
        ("...", "file"),
        ("", "file"),
        ("Größe ß.txt", "Größe ß.txt"),
    ],
)
def test_name_of_a_download_has_no_path_and_no_trick(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 20_000, "<b>x</b>" * 300_000, "<table><tr><td>" * 5_000, "<b><i><u><s>" * 2_000 + "</x>" * 8_000],
    ids=["deep", "long", "tables", "deep behind stray closings"],
)
def test_markup_without_measure_is_shown_as_its_words_in_little_time(markup):
    before = time.process_time()
    shown = harmless(f"<p>Hello &amp; <script>1</script>goodbye</p>{markup}")
    assert time.process_time() - before < 2.0
    assert shown.startswith("<pre>Hello &amp;")
    assert "<script" not in shown
