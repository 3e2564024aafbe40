"""What triage suggests for mails as people write them: the procedure and the rights, in eight languages."""

import pytest

from intake.triage import suggest_for

REQUESTS = [
    # English
    ("access", "Hello, I would like a copy of all personal data you hold about me. Regards, Jane, London"),
    ("access", "This is a subject access request. Please provide everything within one month."),
    ("access", "Could you tell me what information you have about me, and who you shared it with?"),
    ("access", "How did you get my phone number? I never gave it to anybody."),
    ("access", "I'd like to know whether you process any personal data concerning me."),
    ("access", "DSAR\n\nplease send me all the data you have collected on me. thx"),
    (
        "access",
        "I would like to exercise my right to know the categories of personal information you collected about me.",
    ),
    ("access", "Please let me have sight of my file: I want access to my personal data."),
    ("erasure", "Please delete my account and all my data."),
    ("erasure", "pls remove all of my personal information from your systems asap"),
    ("erasure", "I want to be forgotten."),
    ("erasure", "Under the CCPA I request that you delete my personal information."),
    ("erasure", "I'd like my account deleted, thanks"),
    ("erasure", "Please erase everything you have stored on me, without undue delay."),
    ("erasure", "I cannot find the button to delete my account. Please do it for me."),
    ("rectification", "My surname is spelled wrong in your records. Please correct my name to Novák."),
    ("rectification", "The date of birth you hold is incorrect, it should be 3 May 1981."),
    ("rectification", "I have moved. Please update my address in your database to 5 Mill Lane."),
    ("restriction", "Please restrict the processing of my data until you have checked its accuracy."),
    ("portability", "Please send my data in a structured, commonly used and machine-readable format."),
    ("portability", "I invoke my right to data portability and ask you to transmit my data to my new provider."),
    ("objection", "I object to the processing of my data for direct marketing."),
    ("objection", "Please unsubscribe me from your newsletter"),
    ("objection", "Take me off your mailing list please."),
    ("objection", "Stop sending me marketing e-mails."),
    ("objection", "I do not want to be profiled for advertising."),
    ("human_review", "Your computer refused my application. I want a human review of this automated decision."),
    ("consent_withdrawal", "I hereby withdraw my consent."),
    ("opt_out", "I am a California resident. Do not sell or share my personal information."),
    ("opt_out", "I want to opt out of the sale of my personal information."),
    ("opt_out", "I live in Texas and I am opting out."),
    ("limit_sensitive", "Limit the use of my sensitive personal information. I live in Los Angeles."),
    ("access erasure", "Under Art. 15 GDPR I request access to my data. After that please erase everything about me."),
    ("access erasure", "First send me a copy of my data, then delete my account."),
    ("erasure consent_withdrawal", "I withdraw my consent and ask you to delete my data."),
    # German
    ("access", "Hiermit beantrage ich Auskunft nach Art. 15 DSGVO über die zu meiner Person gespeicherten Daten."),
    ("access", "Hallo, welche Daten haben Sie über mich gespeichert?"),
    ("access", "Guten Tag, bitte schicken Sie mir eine Kopie meiner Daten. Ich wohne in Köln."),
    ("access", "Woher haben Sie meine Telefonnummer?"),
    ("access", "Ich bitte um eine Selbstauskunft."),
    ("erasure", "Bitte löschen Sie alle meine Daten und bestätigen Sie mir das."),
    ("erasure", "bitte loeschen sie mein konto"),
    ("erasure", "Ich möchte, dass mein Konto gelöscht wird."),
    ("erasure", "Hiermit verlange ich die sofortige Löschung meiner personenbezogenen Daten."),
    ("erasure", "Könnten Sie meine Daten bitte entfernen?"),
    ("rectification", "Mein Name ist falsch geschrieben, bitte korrigieren Sie meinen Nachnamen."),
    ("rectification", "Bitte berichtigen Sie meine Anschrift, ich bin umgezogen."),
    ("restriction", "Ich verlange die Einschränkung der Verarbeitung nach Artikel 18 DSGVO."),
    ("portability", "Ich verlange die Datenübertragbarkeit nach Art. 20 DSGVO."),
    ("objection", "Ich widerspreche der Verarbeitung meiner Daten zu Werbezwecken."),
    ("objection", "Bitte nehmen Sie mich aus Ihrem Verteiler."),
    ("objection", "Ich möchte keine Werbung mehr von Ihnen bekommen."),
    ("consent_withdrawal", "Hiermit widerrufe ich meine Einwilligung in die Datenverarbeitung."),
    ("human_review", "Ich möchte, dass ein Mensch diese automatisierte Entscheidung überprüft."),
    ("access erasure", "Ich verlange Auskunft nach Art. 15 DSGVO und anschließend die Löschung meiner Daten."),
    # French, Spanish, Italian, Portuguese, Polish, Dutch
    ("access", "Bonjour, je souhaite obtenir une copie de mes données personnelles (article 15 du RGPD)."),
    ("erasure", "Bonjour, merci de supprimer mon compte et toutes mes données."),
    ("objection", "Bonjour, je m'oppose à l'utilisation de mes données pour la prospection."),
    ("access", "Hola, quisiera saber qué datos personales tienen sobre mí."),
    ("erasure", "Buenos días, solicito que borren todos mis datos personales."),
    ("access", "Buongiorno, vorrei sapere quali dati personali avete su di me."),
    ("erasure", "Buongiorno, chiedo la cancellazione dei miei dati personali."),
    ("access", "Olá, gostaria de receber uma cópia dos meus dados pessoais."),
    ("erasure", "Olá, solicito a eliminação de todos os meus dados pessoais."),
    ("access", "Dzień dobry, proszę o kopię moich danych osobowych na podstawie art. 15 RODO."),
    ("erasure", "Dzień dobry, proszę o usunięcie mojego konta i moich danych."),
    ("access", "Goedendag, ik wil graag inzage in mijn persoonsgegevens."),
    ("erasure", "Hallo, ik wil graag dat u al mijn gegevens verwijdert."),
]

COMPLAINTS = [
    "I am very unhappy with how you use my data.",
    "You sold my email address without my consent! This is a scandal.",
    "I keep getting emails from you although I unsubscribed three times. This is harassment.",
    "Your app tracks me without asking and I find that creepy.",
    "I want to make a complaint about how you handled my personal information.",
    "My address was disclosed to another customer. I am shocked.",
    "I have not received any answer to my access request of 3 May. I wish to complain.",
    "You sent me another customer's data by mistake, and I wonder who got mine.",
    "It is unacceptable that your company shares my location with third parties.",
    "I want to complain about the violation of my right to privacy.",
    "I complain because my data was sold, and if you do not answer I will go to the ICO.",
    "Ich möchte mich beschweren: Sie haben meine E-Mail-Adresse ohne meine Einwilligung an Dritte weitergegeben.",
    "Ich bin total sauer, ihr habt meine Daten verkauft.",
    "Warum bekomme ich trotz Abmeldung immer noch Werbung von Ihnen? Unverschämt!",
    "Ich bin mit dem Umgang mit meinen Daten nicht zufrieden.",
    "Je veux porter plainte : vous avez transmis mes données sans mon consentement.",
    "Quiero presentar una queja: han compartido mis datos sin mi consentimiento.",
    "Vorrei presentare un reclamo: avete ceduto i miei dati senza il mio consenso.",
    "Quero apresentar uma reclamação: partilharam os meus dados sem o meu consentimento.",
    "Składam skargę: udostępniliście moje dane bez mojej zgody.",
    "Ik heb een klacht: u heeft mijn gegevens zonder mijn toestemming gedeeld.",
]

APPEALS = [
    "I appeal your decision to refuse my request.",
    "I disagree with your decision of 2 June and ask you to reconsider it.",
    "Gegen Ihre ablehnende Entscheidung vom 3. Mai lege ich Widerspruch ein.",
    "Je conteste votre refus du 3 mai.",
]

NOTHING = [
    "Hi, where is my parcel? The tracking number does not work.",
    "Please find attached the invoice for October.",
    "Great product, thank you!",
    "I want to complain about the late delivery of my shoes.",
    "Could somebody call me back about my order?",
    "I forgot my password and cannot log in.",
    "Do you have an office in Dublin?",
    "Bitte löschen Sie meine Bestellung nicht.",
    "Wann kommt mein Paket an?",
    "Ich habe noch keine Antwort auf meine Bewerbung erhalten.",
    "Où est mon colis ?",
    "We offer cheap SEO services, the first page of Google guaranteed.",
]


@pytest.mark.parametrize(("rights", "text"), REQUESTS)
def test_a_request_is_suggested_with_the_rights_that_it_invokes(rights, text):
    said = suggest_for(text=text)
    assert (said.procedure, " ".join(said.rights)) == ("rights_request", rights), said.reason


@pytest.mark.parametrize("text", COMPLAINTS)
def test_displeasure_with_the_handling_of_data_is_suggested_as_a_complaint(text):
    said = suggest_for(text=text)
    assert said.procedure == "complaint", said.reason


@pytest.mark.parametrize("text", APPEALS)
def test_a_challenge_of_our_decision_is_suggested_as_an_appeal(text):
    assert suggest_for(text=text).procedure == "appeal"


@pytest.mark.parametrize("text", NOTHING)
def test_what_has_nothing_to_do_with_data_is_suggested_as_none(text):
    said = suggest_for(text=text)
    assert (said.procedure, said.rights) == ("none", ()), said.reason


@pytest.mark.parametrize(
    ("text", "rights"),
    [
        ("I do not want you to delete my data. I only want to know what data you hold about me.", ("access",)),
        ("Please do not delete my account.", ()),
        ("I am not asking for a copy of my data, only for its deletion: please delete my data.", ("erasure",)),
        ("Not only a copy of my data, but also its source.", ("access",)),
        ("Bitte löschen Sie meine Daten nicht!", ()),
        ("Bitte löschen Sie nicht mein Konto, ich brauche es noch.", ()),
        ("Ich möchte keine Auskunft, sondern die Löschung meiner Daten.", ("erasure",)),
        ("Ich möchte nicht, dass Sie meine Daten löschen.", ()),
    ],
)
def test_a_negated_right_is_not_invoked(text, rights):
    assert suggest_for(text=text).rights == rights


def test_a_complaint_to_the_authority_that_is_only_announced_leaves_a_request_a_request():
    text = "I request a copy of my data. If you do not answer within a month, I will lodge a complaint with the ICO."
    assert suggest_for(text=text).procedure == "rights_request"


def test_a_mail_that_complains_and_asks_is_a_complaint_that_names_the_rights():
    said = suggest_for(text="I want to complain. I sent a subject access request in May and never received a reply.")
    assert (said.procedure, said.rights) == ("complaint", ("access",))


def test_stop_sharing_is_an_objection_in_europe_and_an_opt_out_in_the_united_states():
    text = "Please stop sharing my data."
    assert suggest_for(text=text, place="DE").rights == ("objection",)
    assert suggest_for(text=text, place="US-CA").rights == ("opt_out",)


def test_the_subject_of_our_own_letter_speaks_for_nobody():
    assert suggest_for(subject="Re: Your request for access, CD-7K3M-Q9XT", text="Thank you.").procedure == "none"
    assert suggest_for(subject="Request for access to my data", text="Thank you.").rights == ("access",)


def test_the_reason_quotes_the_words_as_they_were_written():
    said = suggest_for(text="Bitte schicken Sie mir eine KOPIE meiner Daten.")
    assert "'KOPIE meiner Daten'" in said.reason


@pytest.mark.parametrize(
    "text",
    [
        "I write on behalf of my client Ms Doe. Please provide a copy of her personal data.",
        "As the parent of Tim I ask you to delete my son's data.",
        "Namens und in Vollmacht meines Mandanten verlange ich Auskunft nach Art. 15 DSGVO.",
        "J'agis au nom de ma cliente et demande l'accès à ses données.",
    ],
)
def test_a_mail_for_another_person_is_marked_as_an_agents(text):
    assert suggest_for(text=text).agent


def test_a_mail_from_a_service_that_writes_for_people_is_marked_as_an_agents():
    said = suggest_for(text="Please delete the data of Jane Doe.", from_email="requests@mail.incogni.com")
    assert said.agent and "incogni.com" in said.reason


def test_a_person_who_writes_for_herself_is_no_agent():
    assert not suggest_for(text="Please send me a copy of my data.").agent
