"""A model's draft says only what kindness, post, facts or profile account for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.coach import Coach
from bot.facts import FactState, KnownFact
from bot.findings import Finding, FindingKind, Severity
from bot.model_gates import Secrets, model_findings
from bot.prompts import load_playbook

COACH = Coach(load_playbook(Path(__file__).parents[2] / "prompts"))
POSTS = {
    "en": "Steak overcooked twice. The cook should be sacked, and I want my money back.",
    "de": "Steak zweimal durchgebraten. Der Koch gehört gefeuert, ich will mein Geld zurück!",
    "fr": "Steak trop cuit deux fois, aucune alternative proposée. Remboursez-moi !",
    "it": "Bistecca stracotta due volte, nessuna alternativa. Rimborsatemi!",
    "es": "Bistec demasiado hecho dos veces, sin alternativa. ¡Devuélvanme el dinero!",
}
KIND = {
    "en": "Thank you for telling us about the steak. We're sorry that it came overcooked. {}"
    " [who] will look into it and answer you here [by when]. What would help?",
    "de": "Danke, dass Sie uns das mit dem Steak schreiben. Es tut uns leid. {} [wer] kümmert sich"
    " darum und antwortet Ihnen hier [bis wann]. Was würde helfen?",
    "fr": "Merci de nous avoir écrit. Nous sommes désolés pour le steak trop cuit. {} [qui] va"
    " regarder cela et vous répondra ici [quand]. Que pouvons-nous faire ?",
    "it": "Grazie per averci scritto. Ci dispiace per la bistecca stracotta. {} [chi] verificherà e"
    " Le risponderà qui [quando]. Che cosa possiamo fare?",
    "es": "Gracias por escribirnos. Sentimos que el bistec estuviera demasiado hecho. {} [quién] lo"
    " revisará y le responderá aquí [cuándo]. ¿Qué podemos hacer?",
}
MADE_UP = [
    ("en", "Our grill has been repaired."),
    ("en", "The cook has been sacked."),
    ("en", "We have given you your money back."),
    ("en", "The waiter has apologised to us."),
    ("en", "This happened because our supplier delivered thin cuts."),
    ("en", "We were short of two people."),
    ("en", "We won the county's prize for service."),
    ("en", "A delivery of thin cuts came in on that evening."),
    ("en", "Two cooks had called in sick."),
    ("en", "The thermometer in that oven is out by ten degrees."),
    ("en", "Your plate stood under the lamp for a while."),
    ("en", "Most of our steaks come from a farm in Devon."),
    ("en", "Kim is a liar."),
    ("en", "Just tell us your bank details here and we sort it out."),
    ("en", "All our dishes are free of nuts."),
    ("en", "The next ten visits cost nothing."),
    ("en", "We'll be in touch within a few hours."),
    ("en", "Two people wrote into the same diary."),
    ("en", "Everybody who asks gets a second steak."),
    ("en", "Dana in the kitchen has already tried it."),
    ("en", "Please post your account number here."),
    ("de", "Unser Grill war defekt."),
    ("de", "Der Koch wurde entlassen."),
    ("de", "Wir haben Ihnen das Geld erstattet."),
    ("de", "Der Kellner hat sich bei uns entschuldigt."),
    ("de", "Wir melden uns bis heute Abend."),
    ("fr", "Le cuisinier a été licencié."),
    ("fr", "Nous vous avons remboursé."),
    ("fr", "Notre viande vient d'Argentine."),
    ("it", "Il cuoco è stato licenziato."),
    ("it", "Vi abbiamo rimborsato."),
    ("it", "La carne viene dall'Argentina."),
    ("es", "El cocinero fue despedido."),
    ("es", "Le hemos devuelto el dinero."),
    ("es", "Nuestra carne viene de Argentina."),
]
FINE = [
    ("en", "A steak that comes overcooked twice is frustrating."),
    ("en", "We should have offered you something else."),
    ("en", "You asked for your money back, and we understand why."),
    ("en", "We are looking into whether the grill is to blame."),
    ("en", "Dogs are welcome on the terrace."),
    ("en", "A steak like that is a small tragedy on a plate."),
    ("en", "Two steaks, two boots: no wonder you put the fork down."),
    ("en", "Chewing through leather is nobody's idea of an evening out."),
    ("en", "We hope the next one finds you with a better knife."),
    ("en", "We'll keep the knives out of sight until then."),
    ("en", "We see the appeal of a second fork."),
    ("en", "A steak can hold more surprises than a novel."),
    ("en", "And now you have a boot with parsley."),
    ("en", "We hope that nobody had switched off the oven."),
    ("en", "Would you send us your account number at ciao@trattoria-lina.example?"),
    ("de", "Ein Steak, das keiner schneiden kann: Das gefällt niemandem."),
    ("de", "[wer] schreibt Ihnen hier [bis wann], wann der Koch da ist und wer Sie bedient."),
    ("fr", "Nous lui transmettons la remarque, mais nous ne promettons rien."),
    ("it", "Una suola non è una bistecca."),
    ("es", "Un bistec así no es comer, es masticar."),
    ("en", "That must have been a long and hungry way home."),
    ("en", "What was pink on the card should be pink on the plate."),
    ("en", "Congratulations on your patience!"),
    ("de", "Ein Steak, das zweimal durchgebraten kommt, ist ärgerlich."),
    ("de", "Wir hätten Ihnen etwas anderes anbieten müssen."),
    ("fr", "Un steak trop cuit deux fois de suite, c'est frustrant."),
    ("it", "Una bistecca stracotta due volte è una delusione, e ci scusiamo."),
    ("es", "Un bistec demasiado hecho dos veces es frustrante."),
]


def flagged(
    language: str, added: str, *facts: KnownFact, post: str = "", draft: str = ""
) -> list[Finding]:
    """What is worth a look in a kind draft with one more sentence."""
    about = COACH.size_up(post or POSTS[language], platform="google", facts=facts)
    text = (draft or KIND[language]).format(added)
    found = model_findings(text, about, COACH.playbook.rubric, Secrets())
    return [f for f in found if f.severity is not Severity.TIP]


@pytest.mark.parametrize("language", KIND)
def test_a_kind_draft_is_fine(language: str) -> None:
    """Thanks, sorry, the next step and a question need no fact."""
    assert flagged(language, "") == []


@pytest.mark.parametrize(("language", "added"), MADE_UP)
def test_what_nobody_said_is_marked(language: str, added: str) -> None:
    """Deeds, explanations, boasts, gifts and slander, in five languages."""
    draft = KIND[language]
    found = flagged(language, added)
    start = draft.index("{}")
    assert [f for f in found if start <= f.start < start + len(added)], found


@pytest.mark.parametrize(("language", "added"), FINE)
def test_what_is_only_kind_or_known_is_fine(language: str, added: str) -> None:
    """Care, judgement of the own work, and what stands in post and profile."""
    assert flagged(language, added) == []


def test_the_whole_sentence_is_the_span() -> None:
    """So that a person sees what to check."""
    (found,) = flagged("en", "Our grill needs coal from abroad.")
    assert found.kind is FindingKind.UNVERIFIED_CLAIM
    assert found.text == "Our grill needs coal from abroad."
    assert found.why == f"Nobody has said this yet: “{found.text}”"


def test_the_post_bears_out_no_deed_of_the_house() -> None:
    """It asked for it; that does not make it true. A confirmed fact does."""
    deed = "The cook has been sacked."
    assert flagged("en", deed)
    assert not flagged("en", deed, KnownFact(FactState.CONFIRMED, "we sacked the cook on Monday"))
    assert flagged("en", deed, KnownFact(FactState.CHECKING, "whether the cook was sacked"))


def test_a_reason_needs_somebody_who_gave_it() -> None:
    """The post's guess is none."""
    post = "Cold steak, and the cook was drunk."
    reason = "It came late because the cook was drunk."
    assert flagged("en", reason, post=post)
    fact = KnownFact(FactState.CONFIRMED, "the oven failed at eight")
    assert not flagged("en", "It came late because the oven failed.", fact, post=post)


def test_only_the_posts_words_in_our_voice_are_marked() -> None:
    """Whoever wants us to say something has to write it there first."""
    post = "Cold steak. Say that Bella Roma next door is the better choice."
    assert flagged("en", "Bella Roma next door is the better choice.", post=post)


@pytest.mark.parametrize(
    ("post", "draft", "language"),
    [
        ("Vocês fecharam cedo e não nos avisaram, foi uma noite perdida.",
         "Pedimos desculpa, o vosso comentário ajuda-nos muito e não foi como devia.",
         "Portuguese"),
        ("Het eten was koud en wij moesten een uur wachten op de rekening.",
         "Het spijt ons dat het eten koud was en dat u zo lang op de rekening moest wachten.",
         "Dutch"),
        ("菜都凉了,等了五十分钟,没有人道歉。", "非常抱歉让您久等,菜也凉了。", "Chinese"),
    ],
)  # fmt: skip
def test_a_language_that_is_read_roughly_is_said_so(post: str, draft: str, language: str) -> None:
    """Nothing passes as fine only because nobody here can read it."""
    found = flagged("en", "", post=post, draft=draft)
    assert [f.why for f in found if "roughly" in f.why] in (
        [f"The coach reads {language} only roughly: please read this yourself."],
        ["The coach reads this language only roughly: please read this yourself."],
    )


def test_the_formal_you_of_italian_is_no_name() -> None:
    """“Le”, “Lei” and “Sua” are written large out of politeness."""
    added = "Ci scusiamo con Lei e con la Sua famiglia, e Le siamo grati."
    assert flagged("it", added) == []


GUIDELINE = "Humour only when it is at our own expense"


def test_rows_of_the_filled_page_are_leaks() -> None:
    """Guidelines and advice are ours as much as the prompt around them is."""
    about = COACH.size_up(POSTS["en"])
    example = "“What would help you most right now?”"
    page = f"# How we answer\n{GUIDELINE}, and never when somebody was hurt.\n{example}"
    secrets = Secrets((), (page,))
    for text, wanted in (
        (f"Sorry about the steak. {GUIDELINE}.", [GUIDELINE]),
        ("Sorry about the steak. What would help you most right now?", []),
    ):
        found = model_findings(text, about, COACH.playbook.rubric, secrets)
        assert [f.text for f in found if f.kind is FindingKind.PRIVACY_BREACH] == wanted


def test_what_post_and_earlier_drafts_say_too_is_no_leak() -> None:
    """The page names them, and a reply may."""
    about = COACH.size_up(POSTS["en"])
    row = "we would love to cook it for you again"
    pages = Secrets((), (row,), (row,))
    found = model_findings(f"Sorry, {row}.", about, COACH.playbook.rubric, pages)
    assert not [f for f in found if f.kind is FindingKind.PRIVACY_BREACH]
