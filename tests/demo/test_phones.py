"""The phones that a supervisor of the demo sees."""

from tests.demo.test_content import signed_in


def test_the_branchs_phones_are_fine_stuck_or_have_a_wrong_clock(application, demo):
    client, _ = signed_in(application, "supervisor@demo.id")
    page = client.get("/review/phones")

    assert "2 HP macet lebih dari 24 jam" in page.words
    for words in ("Macet 4 hari", "7 menunggu kirim", "730 hari terlalu lambat", "Semua sudah terkirim"):
        assert words in page.words, words
