"""Promises in the other languages of the folder: what counts, what does not, and until when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.promise_evaluation import written_due
from bot.promises import language_of
from tests.unit.test_promises import read, words

# A Wednesday, half past two.
AT = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("reply", "due"),
    [
        ("Wir erstatten Ihnen die Karte innerhalb von 3 Werktagen.", "2026-11-23"),
        ("Frau Lorenz ruft Sie morgen Vormittag an.", "2026-11-19T12:00"),
        ("Die Rutsche wird bis zum 3. Dezember repariert, das ist unser Fehler.", "2026-12-03"),
        ("Am Freitagabend bringen wir Ihnen den Koffer vorbei.", "2026-11-20T23:59"),
        ("Den Eintritt übernehmen wir, das ist doch klar.", ""),
        ("Sie bekommen Ihr Geld bis Monatsende zurück.", "2026-11-30"),
        ("Ihr Rad steht um halb sechs für Sie bereit.", "2026-11-18T17:30"),
        ("Nous vous rembourserons le billet sous 48 heures.", "2026-11-20T14:30"),
        ("Le plombier passe chez vous demain à 9 h 30.", "2026-11-19T09:30"),
        ("La chaudière sera remplacée avant vendredi, c'est promis.", "2026-11-19"),
        ("Le dessert est offert, et nous en sommes désolés.", ""),
        ("Vous recevrez une réponse d'ici la fin de la semaine.", "2026-11-22"),
        ("Le devolvemos el importe en tres días hábiles.", "2026-11-23"),
        ("La técnica va a revisar la caldera mañana por la tarde.", "2026-11-19T18:00"),
        ("Tu bicicleta estará lista el 4 de diciembre.", "2026-12-04"),
        ("El taxi corre por nuestra cuenta, no te preocupes.", ""),
        ("Mañana a las 9 te llamo yo con la respuesta.", "2026-11-19T09:00"),
        ("Vamos devolver o valor em 5 dias úteis.", "2026-11-25"),
        ("O canalizador vem na sexta às 10h para ver a caldeira.", "2026-11-20T10:00"),
        ("O seu bilhete será reembolsado até ao fim do mês.", "2026-11-30"),
        ("A lavagem fica por nossa conta e não há nada a pagar.", ""),
        ("We storten het bedrag binnen twee werkdagen terug.", "2026-11-20"),
        ("De monteur komt morgenochtend langs om het te maken.", "2026-11-19T12:00"),
        ("De fiets wordt volgende week gerepareerd en dat kost u niets.", "2026-11-29"),
        ("U krijgt uiterlijk 4 december een antwoord van ons.", "2026-12-04"),
        ("Wir rufen Sie am Freitag, den 4. Dezember an.", "2026-12-04"),
        ("Nous vous remboursons vendredi 4 décembre.", "2026-12-04"),
        ("Le reembolsaremos el viernes, 4 de diciembre.", "2026-12-04"),
        ("Le rimborseremo il biglietto entro tre giorni lavorativi.", "2026-11-23"),
        ("Il tecnico viene domani alle 9 e controlla la caldaia.", "2026-11-19T09:00"),
        ("La cena è offerta dalla casa e ci scusiamo per l'attesa.", ""),
    ],
)
def test_the_first_promise_and_its_due(reply: str, due: str) -> None:
    """Modal, passive, present for future, free of charge; working days, dates and clock times."""
    promise = read(reply, AT)[0]
    assert written_due(promise.due) == due
    assert promise.text in reply


@pytest.mark.parametrize(
    "reply",
    [
        "Wir haben Ihnen das Geld am Montag überwiesen, das war zu spät.",
        "In der Regel sind die Brillen nach drei Tagen fertig.",
        "Wir können Ihnen leider keinen Termin versprechen.",
        "Wir hoffen, Sie am Freitag wieder bei uns zu sehen.",
        "Sind Sie am Freitag zu Hause?",
        "Nous avons remboursé le billet lundi, et vous avez raison.",
        "Les lunettes sont généralement prêtes en trois jours.",
        "Nous espérons vous revoir vendredi avec les enfants.",
        "Le devolvimos el importe el lunes y usted tiene razón.",
        "Normalmente el pedido llega en dos días, y este no llegó.",
        "Esperamos verle de nuevo el viernes con su familia.",
        "Devolvemos sempre o valor? Essa é uma boa pergunta?",
        "Esperamos ver você de novo na sexta com a família.",
        "We hebben het bedrag maandag teruggestort, dat was te laat.",
        "Meestal is een bril na drie dagen klaar, deze was dat niet.",
        "Speriamo di rivederla venerdì con la sua famiglia.",
    ],
)
def test_what_is_no_promise(reply: str) -> None:
    """Past, policy, negation, hope and question, as in English."""
    assert read(reply, AT) == ()


@pytest.mark.parametrize(
    ("reply", "owner"),
    [
        ("Herr Lorenz bringt Ihnen das Rad am Freitag.", "Herr Lorenz"),
        ("Am Freitag ruft Sie unsere Technikerin an.", "Technikerin"),
        ("Wir ersetzen Ihnen die Lampe.", "team"),
        ("Karim vous rappelle demain pour la chaudière.", "Karim"),
        ("Te devolvemos el dinero de la entrada.", "team"),
        ("A gerente Rosana te manda o recibo amanhã.", "gerente Rosana"),
    ],
)
def test_who_keeps_it(reply: str, owner: str) -> None:
    """A name or a role wherever it stands; the verb alone says "we" where it can."""
    assert read(reply, AT)[0].owner == owner


def test_a_customer_may_have_to_do_something_first() -> None:
    """The order and what follows are one promise."""
    (promise,) = read("Schreiben Sie uns Ihre Nummer und wir erstatten den Betrag.", AT)
    assert promise.conditional


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("Refund by Friday.", "en"),
        ("Erstattung bis Freitag.", "de"),
        ("👍", "en"),
        ("Мы вернём деньги завтра, извините за ожидание.", ""),
    ],
)
def test_the_language_is_that_of_the_reply(reply: str, language: str) -> None:
    """Where nothing is sure, that of most of its words; nothing is read of an unknown one."""
    assert language_of(reply, words()) == language
