"""GET /places/villages, asked by the search field while somebody types."""

from tests.pages import PageClient

LANSEK = {
    "code": "13.03.06.2001",
    "name": "Nagari Sungai Lansek",
    "path": "Kamang Baru, Sijunjung, Sumatera Barat",
}


def test_a_village_comes_with_its_code_its_name_and_what_it_lies_in(client: PageClient):
    answer = client.get("/places/villages?q=sungai+lan&near=13.03.06")

    assert answer.get_json()[0] == LANSEK


def test_a_browser_may_keep_an_answer_for_a_day(client: PageClient):
    answer = client.get("/places/villages?q=kam&near=13.03.06")

    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_questions_that_make_no_sense_find_nothing(client: PageClient):
    for question in ("", "?q=", "?q=a", "?near=13.03.06", "?q=%00%ff&near=%3Cscript%3E", f"?q={'x' * 3000}"):
        assert client.get(f"/places/villages{question}").get_json() == []
