"""The new text of a reply: apart from quote and signature in the languages of mail programs, the whole text when in doubt."""

import pytest

from intake.parse.reply import reply_text

QUOTED = {
    "Gmail, English, folded": "On Mon, 2 Nov 2026 at 10:00, Claims Desk <claims@x.example>\nwrote:\n> old",
    "Thunderbird, German": "Am 02.11.2026 um 10:00 schrieb Claims Desk:\n> old",
    "Gmail, French": "Le lun. 2 nov. 2026 à 10:00, Claims <c@x.example> a écrit :\n\n> old",
    "Gmail, Spanish": "El lun, 2 nov 2026 a las 10:00, Claims (<c@x.example>) escribió:\n\n> old",
    "Gmail, Italian": "Il giorno lun 2 nov 2026 alle ore 10:00 Claims <c@x.example> ha scritto:\n\n> old",
    "Gmail, Portuguese": "Em seg., 2 de nov. de 2026 às 10:00, Claims <c@x.example> escreveu:\n\n> old",
    "Gmail, Polish": "pon., 2 lis 2026 o 10:00 Claims <c@x.example> napisał(a):\n\n> old",
    "Gmail, Dutch": "Op ma 2 nov 2026 om 10:00 schreef Claims <c@x.example>:\n\n> old",
    "Gmail, Swedish": "Den mån 2 nov. 2026 kl 10:00 skrev Claims <c@x.example>:\n> old",
    "Gmail, Japanese": "2026年11月2日(月) 10:00 Claims <c@x.example>:\n> old",
    "Outlook, English": "________________________________\nFrom: Claims <c@x.example>\nSent: Monday\nTo: Me\nSubject: Re\n\nold",
    "Outlook, German": "Von: Claims <c@x.example>\nGesendet: Montag\nAn: Ich\nBetreff: Re: Auskunft\n\nold",
    "Outlook, French": "De : Claims <c@x.example>\nEnvoyé : lundi\nÀ : Moi\nObjet : Re\n\nold",
    "a divider": "-----Original Message-----\nFrom: Claims\n\nold",
    "a German divider": "-----Ursprüngliche Nachricht-----\nVon: Claims\n\nold",
    "quote marks alone": "> old\n> older",
}


@pytest.mark.parametrize("quote", QUOTED.values(), ids=QUOTED)
def test_the_quote_below_is_left_out(quote):
    assert reply_text(f"New text.\nSecond line.\n\n{quote}") == "New text.\nSecond line."


def test_what_stands_below_a_marked_quote_is_new_text_too():
    assert reply_text("Above.\n\nAm 2.11.2026 schrieb Claims:\n> old\n\nBelow.") == "Above.\n\n\nBelow."


@pytest.mark.parametrize(
    "text",
    [
        "Please delete:\n- my name\n- my phone\nThanks,\nand also send me a copy.",
        "On 2 May you wrote: nothing.\nI asked for:\nmy data",
        "From: now on, do not write to me.\nThanks",
        "Best regards are not what I want.\nPlease delete my data.",
    ],
)
def test_text_that_only_resembles_a_quote_or_a_signature_is_kept_whole(text):
    assert reply_text(text) == text


@pytest.mark.parametrize(
    "signature", ["-- \nJane Doe\nTel. 1", "Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone"]
)
def test_a_marked_signature_is_left_out(signature):
    assert reply_text(f"Delete my data.\n\n{signature}") == "Delete my data."


def test_a_mail_that_is_all_quote_is_kept_whole():
    assert reply_text("> all\n> quoted") == "> all\n> quoted"


def test_what_is_passed_on_is_left_out_where_there_is_a_word_of_its_own():
    forwarded = "---------- Forwarded message ---------\nFrom: x@y.example\n\nBuy now!"
    assert reply_text(f"Please stop this.\n\n{forwarded}") == "Please stop this."
    assert reply_text(forwarded) == forwarded


@pytest.mark.parametrize("text", ["x" * 100_001, "a\n" * 5_000, "y" * 1_000 + "\n> old"])
def test_text_too_long_to_look_through_is_kept_whole(text):
    assert reply_text(text) == text
