"""The cue reader and the cue file: every example holds, spans are exact, mistakes are named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cues import Cue, CueReader, Exchange, Scope, When, counts, filled
from bot.errors import SetupError
from bot.findings import FindingKind
from bot.profile import Profile
from bot.prompts import load_cues
from bot.rubric import Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence, Triage
from bot.yamlfile import read_yaml

PROMPTS = Path(__file__).parents[2] / "prompts"
RUBRIC = read_yaml(PROMPTS / "rubric.yaml", Rubric)
CUES = load_cues(PROMPTS / "cues")
READER = CueReader(CUES, RUBRIC)
SHOP = Profile("Corner Shop", "shop", "in our shop", "The team", "Ms Hill")
CUE_KINDS = set(FindingKind) - {
    FindingKind.PROFANITY,  # has a list of words of its own
    FindingKind.UNFILLED_SLOT,
    FindingKind.UNKNOWN_CONTACT,
    FindingKind.UNVERIFIED_CLAIM,
    FindingKind.TOO_LONG,
    FindingKind.WRONG_LANGUAGE,
}


def kinds(reply: str, post: str = "", situation: Situation | None = None) -> set[FindingKind]:
    """The kinds of cue findings in a reply."""
    situation = situation or Situation(SHOP, post=post)
    return {f.kind for f in READER.read(reply, situation)}


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_every_cue_proves_its_examples(cue: Cue) -> None:
    """A cue that misses its examples, or flags its near misses, cannot be loaded."""
    CueReader([cue], RUBRIC)
    assert len(cue.match) >= 3
    assert cue.clean


@pytest.mark.parametrize(
    ("reply", "span"),
    [
        ("Hang it the other way up, idiot.", "idiot"),
        ("What a loser!", "What a loser!"),
        ("The lid was on. What a loser…", "What a loser…"),
        ("Vete a la mierda.", "Vete a la mierda"),
        ("what the f#ck", "what the f#ck"),
    ],
)
def test_a_span_cuts_no_word_and_takes_no_stop_of_another_sentence(reply: str, span: str) -> None:
    """What is underlined reads well in the middle of a sentence of the coach."""
    found = READER.read(reply, Situation(SHOP))
    assert [f.text for f in found if f.kind in (FindingKind.INSULT, FindingKind.PROFANITY)] == [
        span
    ]


@pytest.mark.parametrize("language", ["de", "es", "fr", "nl", "pt"])
def test_every_language_finds_ten_kinds_or_more(language: str) -> None:
    """What a file finds in its own examples is not just the gravest."""
    found: set[FindingKind] = set()
    for cue in (cue for cue in CUES if cue.file == f"{language}.yaml"):
        for example in cue.match:
            found |= kinds(example if isinstance(example, str) else example.reply)
    assert len(found) >= 10


@pytest.mark.parametrize(
    ("reply", "flagged"),
    [
        ("Fue culpa suya.", True),
        ("No fue culpa suya.", False),
        ("É responsabilidade do cliente.", True),
        ("Nunca é responsabilidade do cliente.", False),
        ("Dit ligt toch echt aan u.", True),
        ("Niemand zegt: dit ligt aan ons.", False),
    ],
)
def test_each_language_has_its_own_negations(reply: str, flagged: bool) -> None:
    """“No”, “nunca”, “niemand” count as “not” does in English."""
    assert (FindingKind.BLAME_SHIFTING in kinds(reply)) is flagged


def test_every_kind_has_three_cues_or_more() -> None:
    """No finding kind that wordings can show stands on fewer than three cues."""
    count = Counter(cue.kind for cue in CUES)
    wanted = {k for k in CUE_KINDS if not k.value.startswith("missing_")}
    assert {k: count[k] for k in wanted if count[k] < 3} == {}


def test_every_finding_of_an_example_is_exact_and_complete() -> None:
    """The span gives the text, and why and suggestion hold no unfilled braces."""
    for cue in CUES:
        for example in cue.match:
            reply = example if isinstance(example, str) else example.reply
            for found in READER.read(reply, Situation(SHOP)):
                assert found.text == reply[found.start : found.end]
                assert found.text.strip() == found.text != ""
                assert found.why
                assert "{" not in found.why + found.suggestion


def test_curly_quotes_emoji_and_wide_letters_keep_the_offsets() -> None:
    """Folding moves no character, whatever stands before the match."""
    reply = "İstanbul 🙂 …  You’re  a\nliar, “friend”."
    (found,) = [f for f in READER.read(reply, Situation(SHOP)) if f.kind is FindingKind.INSULT]
    assert found.text == reply[found.start : found.end] == "You’re  a\nliar"


@pytest.mark.parametrize(
    ("post", "reply"),
    [
        ("that was a rubbish evening", "You're right, that was a rubbish evening."),
        ("what a shit show", "A shit show is what it was. New tickets are yours."),
        ("your manager is an idiot", "“An idiot” is hard to hear, and we understand it."),
        ("room 12 stank", "You should have had a clean bed in room 12."),
    ],
)
def test_the_customers_own_word_is_no_finding(post: str, reply: str) -> None:
    """Taking up what the post says is listening, not swearing."""
    assert kinds(reply, post) == set()


@pytest.mark.parametrize(
    "reply",
    [
        "It was not your fault.",
        "We won't ask you to delete anything.",
        "You are not overreacting.",
        "Nobody should hear “calm down” from us.",
        "Ask for Dick at the Scunthorpe branch, next to Cockfosters Road.",
        "You're right, we were wrong.",
        "You should have been told at the door.",
    ],
)
def test_negations_names_and_owned_faults_are_clean(reply: str) -> None:
    """A coach that cries wolf is switched off."""
    assert kinds(reply) == set()


def test_one_passage_can_hold_two_kinds() -> None:
    """A threat beside an insult gives both."""
    found = kinds("We will sue you, you idiot.")
    assert {FindingKind.THREAT, FindingKind.INSULT} <= found


def test_findings_of_one_kind_never_overlap() -> None:
    """However many cues match, the person sees one flag a passage and kind."""
    found = READER.read("You should have read it, it says so on the menu, you idiot, you liar!",
                        Situation(SHOP))  # fmt: skip
    for a in found:
        for b in found:
            same = a is b or a.kind is not b.kind
            assert same or a.end <= b.start or b.end <= a.start


def test_private_cues_count_only_where_clients_are_private() -> None:
    """A clinic may not say “your appointment”; a shop may."""
    reply = "We are sorry that your appointment started late."
    clinic = replace(SHOP, private=True)
    assert kinds(reply) == set()
    assert kinds(reply, situation=Situation(clinic)) == {FindingKind.PRIVACY_BREACH}


def test_a_troll_is_not_asked_questions() -> None:
    """The same friendly question feeds a troll and helps a customer."""
    reply = "What would help you?"
    troll = Triage(Category.TROLL, 2, Confidence.SURE)
    assert kinds(reply) == set()
    assert FindingKind.FEEDING_TROLL in kinds(reply, situation=Situation(SHOP, triage=troll))


def test_praise_may_be_answered_with_applause() -> None:
    """What mocks an unhappy customer is fine for a happy one."""
    praise = Situation(SHOP, triage=Triage(Category.PRAISE, 1, Confidence.SURE))
    assert FindingKind.SARCASM in kinds("Bravo!")
    assert kinds("Bravo!", situation=praise) == set()
    assert not counts(When.UNHAPPY, praise)


def broken(**changes: object) -> Cue:
    """A good cue with something wrong in it."""
    good = Cue("mine", FindingKind.INSULT, r"\byou oaf\b", "", ("You oaf.",), file="en.yaml")
    return replace(good, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cue", "named"),
    [
        (broken(pattern="you ("), "mine.pattern"),
        (broken(match=("You dear.",)), "“You dear.”"),
        (broken(clean=(Exchange("Well, you oaf!", post="hm"),)), "“Well, you oaf!”"),
    ],
)
def test_a_mistake_in_a_cue_is_named(cue: Cue, named: str) -> None:
    """File, cue and example stand in the error that stops the start."""
    with pytest.raises(SetupError, match=r"en\.yaml") as caught:
        CueReader([cue], RUBRIC)
    assert named in str(caught.value)


def test_unknown_word_lists_double_ids_and_unknown_keys_are_named(tmp_path: Path) -> None:
    """A slip in the file is found at start-up, not by a customer."""
    cue = "- {id: a, kind: insult, suggestion: x, pattern: '%s', match: [oaf]%s}\n"
    for body, problem in [
        (cue % ("<oafs>", ""), "no word list <oafs>"),
        (cue % ("oaf", "") + cue % ("oaf", ""), "two cues have this id"),
        (cue % ("oaf", ", negatd_ok: true"), "not known here"),
    ]:
        (tmp_path / "xx.yaml").write_text(f"language: en\ncues:\n{body}", encoding="utf-8")
        with pytest.raises(SetupError, match=r"xx\.yaml") as caught:
            load_cues(tmp_path)
        assert problem in str(caught.value)


def test_the_end_of_a_text_without_an_end_is_read_too() -> None:
    """Whatever can be approved is read to its last word."""
    reply = "we will look and " * 2300 + "you are an idiot."
    last = READER.read(reply, Situation(SHOP))[-1]
    assert last.kind is FindingKind.INSULT
    assert last.end > len(reply) - 10


def test_several_matches_in_one_sentence_give_one_finding() -> None:
    """A cue that underlines the sentence says it once."""
    cue = broken(pattern=r"\boaf\b", scope=Scope.SENTENCE)
    reader = CueReader([cue], RUBRIC)
    (finding,) = reader.read("You oaf and oaf and oaf.", Situation(SHOP))
    assert finding.text == "You oaf and oaf and oaf."


def test_a_wording_is_filled_from_the_match_only() -> None:
    """Braces that are no name of the match stay as they are."""
    assert filled("“{text}” for {name}", {"text": "hm"}) == "“hm” for {name}"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("You could have told the idiot at the front desk.", FindingKind.INSULT),
        ("Some moron in the kitchen mixed it up.", FindingKind.STAFF_BLAMED),
        ("Our hopeless porter lost the key.", FindingKind.INSULT),
        ("Our hopeless porter lost the key.", FindingKind.STAFF_BLAMED),
        ("The night nurse was at fault.", FindingKind.STAFF_BLAMED),
        ("Der Trottel an der Kasse war neu.", FindingKind.INSULT),
        ("Schuld war die Aushilfe.", FindingKind.STAFF_BLAMED),
        ("There was no metal in it.", FindingKind.DENIAL),
        ("Your daughter probably dropped it.", FindingKind.BLAME_SHIFTING),
        ("Were you really here at all?", FindingKind.COUNTER_ATTACK),
        ("Next time eat at home.", FindingKind.DISMISSIVE),
        ("We don't look at skin colour.", FindingKind.DENIAL),
        ("People are so easily offended.", FindingKind.MINIMIZING),
        ("Our chef Omar has depression.", FindingKind.PRIVACY_BREACH),
        ("Ring me and we settle this privately.", FindingKind.PRIVATE_ONLY),
        ("Our team gives 120% for you.", FindingKind.STOCK_PHRASE),
        ("Da hätten Sie eben vorher fragen müssen.", FindingKind.BLAME_SHIFTING),
        ("Das ist nicht unser Problem.", FindingKind.DISMISSIVE),
    ],
)
def test_quiet_ways_to_hurt_are_flagged(reply: str, kind: FindingKind) -> None:
    """Denial where somebody was hurt, doubt, colleagues' private lives, formulas; German too."""
    assert kind in kinds(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Das tut uns leid, wir hätten Ihnen das sagen müssen.",
        "Wir kümmern uns darum und antworten Ihnen hier bis Freitag.",
        "There was no excuse for it.",
        "Thursday was not good, and that is ours.",
    ],
)
def test_plain_good_words_stay_clean(reply: str) -> None:
    """Owning it is no finding, in either language."""
    assert kinds(reply) == set()
