"""What is hidden of a message: card numbers and stated passwords, and nothing that only looks like them."""

import time

import pytest

from correspondence.masking import hidden, masked, sentence

CARDS = [
    ("Visa", "4111 1111 1111 1111", "•••• •••• •••• 1111"),
    ("Visa of 13 digits", "4222222222222", "•••••••••2222"),
    ("Mastercard", "5555-5555-5555-4444", "••••-••••-••••-4444"),
    ("Mastercard of the new range", "2223000048400011", "••••••••••••0011"),
    ("American Express", "3782 822463 10005", "•••• •••••• •0005"),
    ("Discover", "6011.1111.1111.1117", "••••.••••.••••.1117"),
    ("JCB", "3530111333300000", "••••••••••••0000"),
    ("Diners Club", "30569309025904", "••••••••••5904"),
    ("Maestro", "6759649826438453", "••••••••••••8453"),
]


@pytest.mark.parametrize(("issuer", "number", "shown"), CARDS, ids=[issuer for issuer, _, _ in CARDS])
def test_a_card_number_shows_its_last_four_digits_only(issuer, number, shown):
    said = masked(f"My card: {number}, valid until 10/28.")
    assert said.text == f"My card: {shown}, valid until 10/28."
    assert said.kinds == ("card number",)


@pytest.mark.parametrize(
    "text",
    [
        "I paid with 4111111111111111 in May.",
        "4111 1111 1111 1111",
        "Order 12, credit card 4111111111111111.",
        "Meine Kreditkarte:\n4111\u00a01111\u00a01111\u00a01111",
    ],
)
def test_a_card_number_is_hidden_wherever_it_stands(text):
    assert "1111 1111" not in hidden(text)
    assert "11111111" not in hidden(text)
    assert hidden(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "Order number 4111111111111111",
        "Meine Bestellnummer lautet 4111 1111 1111 1111",
        "Commande n° 4111111111111111",
        "Tracking: 4111111111111111",
        "The wrong check digit: 4111 1111 1111 1112",
        "No issuer begins like this: 9999999999999995",
        "IBAN DE89 3704 0044 0532 0130 00",
        "IBAN: GB33BUKB20201555555555",
        "FR14 2004 1010 0505 0001 3M02 606",
        "Call +49 151 23456789 12 or 0049 30 1234567890",
        "Tel. 4111 1111 1111 1111",
        "0000 0000 0000 0000",
        "CD-7K3M-Q9XT of 2026-09-03 12:30:45",
        "https://example.com/4111111111111111",
        "a4111111111111111 and 4111111111111111b",
        "Version 4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.2",
    ],
)
def test_other_long_numbers_stay(text):
    assert masked(text).text == text
    assert not masked(text).kinds


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("My password is hunter2.", "My password is •••••••."),
        ("Password: secret", "Password: ••••••"),
        ("user: bob\npassword = correct-h0rse\n", "user: bob\npassword = •••••••••••••\n"),
        ('my password is "swordfish"', 'my password is "•••••••••"'),
        ("PIN: 4711", "PIN: ••••"),
        ("My PIN is 4711, please", "My PIN is ••••, please"),
        ("CVV: 123", "CVV: •••"),
        ("Mein Passwort lautet Sommer2026!", "Mein Passwort lautet ••••••••••!"),
        ("Mein Paßwort: geheim", "Mein Paßwort: ••••••"),
        ("Mot de passe : s3same", "Mot de passe : ••••••"),
        ("mi contraseña es abc123", "mi contraseña es ••••••"),
        ("minha senha é abc123", "minha senha é ••••••"),
        ("la mia parola d'ordine è abc123", "la mia parola d'ordine è ••••••"),
        ("Moje hasło: abc123", "Moje hasło: ••••••"),
        ("mijn wachtwoord is abc123", "mijn wachtwoord is ••••••"),
        ("Mitt lösenord är abc123", "Mitt lösenord är ••••••"),
        ("Мій пароль: abc123", "Мій пароль: ••••••"),
        ("Şifrem: abc123", "Şifrem: ••••••"),
        ("パスワードはabc123です", "パスワードは••••••••"),
        ("密码：abc123", "密码：••••••"),
        ("كلمة المرور: abc123", "كلمة المرور: ••••••"),
    ],
)
def test_a_stated_password_is_hidden(text, shown):
    assert masked(text) == type(masked(text))(shown, ("password",))


@pytest.mark.parametrize(
    "text",
    [
        "My password is not accepted any more.",
        "The password is wrong.",
        "Password reset does not work; I forgot my password.",
        "Password: I have forgotten it",
        "Your reset page https://example.com/password=abc is open, password: https://example.com/reset",
        "Delete my account and its password.",
        "Mein Passwort ist unbekannt.",
        "Passwords were stolen: please tell me which.",
        "I changed my password to protect the account.",
        "You keep my PIN and my pin-board pictures.",
    ],
)
def test_a_word_about_a_password_stays(text):
    assert masked(text).text == text


def test_the_file_says_what_was_sent():
    said = masked("Card 4111 1111 1111 1111 and password: hunter2")
    assert sentence(said.kinds).startswith("The person sent what looks like a card number and a password.")
    assert sentence(()) == ""


def test_masking_twice_changes_nothing_and_the_length_stays():
    text = "Card 4111 1111 1111 1111 and password: hunter2"
    once = hidden(text)
    assert hidden(once) == once
    assert len(once) == len(text)


@pytest.mark.parametrize("text", ["4 " * 50_000, "password:" * 20_000, "1" * 200_000, "DE89 " * 30_000, "is " * 50_000])
def test_no_text_makes_masking_slow(text):
    before = time.process_time()
    masked(text)
    assert time.process_time() - before < 1.0
