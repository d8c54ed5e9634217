"""The judge of pages sees what it is there to see."""

import pytest

from tests.support.html import check_page, parse

GOOD = (
    '<!doctype html><html lang="id"><head><title>Antrean</title></head><body><main><h1>Antrean</h1>'
    '<form method="post"><input type="hidden" name="csrf_token" value="x">'
    '<label for="nik">NIK</label><input id="nik" name="nik" value="1303060702680002">'
    "<button>Kirim</button></form></main></body></html>"
)
FAULTS = {
    "doctype": ("<!doctype html>", ""),
    "lang": ('lang="id"', ""),
    "title": ("<title>Antrean</title>", "<title></title>"),
    "h1": ("<h1>Antrean</h1>", "<h1>Antrean</h1><h1>Lagi</h1>"),
    "no label": ('<label for="nik">NIK</label>', ""),
    "stands 2 times": ("<h1>", '<h1 id="nik">'),
    "not on the page": ("<h1>", '<h1 aria-describedby="nothing">'),
    "csrf_token": ('name="csrf_token"', 'name="other"'),
    "carries style": ("<h1>", '<h1 style="color: red">'),
    "script stands": ("</main>", "<script>alert(1)</script></main>"),
    "carries script": ("<h1>", '<h1 onclick="x()">'),
    "has no name": ("<button>Kirim</button>", "<button></button>"),
    "no alt": ("</main>", '<img src="/x.png"></main>'),
    "16 digits": ("<h1>Antrean</h1>", "<h1>1303060702680002</h1>"),
    "unexpected-end-tag": ("</main>", "</i></main>"),
}


def judge(text: str) -> None:
    check_page(parse(text), text)


def complaint_of(text: str) -> str:
    try:
        judge(text)
    except AssertionError as complaint:
        return str(complaint)
    return ""


def test_a_page_as_it_should_be_passes():
    assert complaint_of(GOOD) == ""


@pytest.mark.parametrize("complaint", FAULTS)
def test_each_fault_is_told(complaint):
    right, wrong = FAULTS[complaint]
    assert right in GOOD

    with pytest.raises(AssertionError, match=complaint):
        judge(GOOD.replace(right, wrong))


def test_a_fault_is_told_also_on_a_page_of_a_shape_that_passed():
    judge(GOOD)

    judge(GOOD.replace("Antrean", "Lain"))
    with pytest.raises(AssertionError, match="16 digits"):
        judge(GOOD.replace("Antrean", "1303060702680002"))
    with pytest.raises(AssertionError, match="no label"):
        judge(GOOD.replace('for="nik"', 'for="nick"'))
    with pytest.raises(AssertionError, match="entity"):
        judge(GOOD.replace("Kirim", "Kirim &nothing"))
