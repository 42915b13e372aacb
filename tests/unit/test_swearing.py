"""Strong language: found through the tricks of spelling, never in names or the customer's words."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.findings import Finding, FindingKind, Severity
from bot.profile import Profile
from bot.prompts import load_playbook
from bot.readers import ReplyReader
from bot.rubric import Rubric
from bot.situation import Situation
from bot.swear_lists import load_swearing
from bot.swear_words import LanguageRules, Swearing, SwearRules
from bot.swearing import SwearReader
from bot.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
PROMPTS = ROOT / "prompts"
RUBRIC = read_yaml(PROMPTS / "rubric.yaml", Rubric)
SWEARING = load_swearing(PROMPTS / "swearing.yaml")
READER = SwearReader(SWEARING, RUBRIC)
SHOP = Profile("Corner Shop", "shop", "in our shop", "The team", "Ms Hill")


def read(reply: str, post: str = "") -> tuple[Finding, ...]:
    """What the reader of strong language finds."""
    return READER.read(reply, Situation(SHOP, post=post))


def flagged(reply: str, post: str = "") -> list[str]:
    """The words it flags."""
    return [found.text for found in read(reply, post)]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("Well, shit happens in a kitchen.", ["shit"]),
        ("That kiln is a heap of CRAP.", ["CRAP"]),
        ("Bollocks, the tide was on the poster.", ["Bollocks"]),
        ("You bastards never bring the canoes back dry.", ["bastards"]),
        ("The fucking gate shuts at nine.", ["fucking"]),
        ("What an abso-fucking-lutely daft ramp that was.", ["fucking"]),
        ("An unfuckingbelievable queue, yes.", ["unfuckingbelievable"]),
        ("A clusterfuck of a timetable.", ["clusterfuck"]),
        ("Piss-poor planning on our side.", ["Piss-poor"]),
        ("The bloody ferry, the bloody tide and you.", ["bloody", "bloody"]),
        ("Sod off to the other marina then.", ["Sod"]),
        ("Sweet FA is what the insurer paid.", ["FA"]),
        ("For f's sake, read the sign.", ["f's"]),
        ("That f-ing app again.", ["f-ing"]),
        ("ffs, the drone is back", ["ffs"]),
        ("What a shitshow/clusterfuck.", ["shitshow", "clusterfuck"]),
        ("Sure,shit like that happens.", ["shit"]),
        ("It's *shit* and _crap_.", ["shit", "crap"]),
        ("#shitshow of a regatta", ["shitshow"]),
        ("That's arse's work.", ["arse"]),
    ],
)
def test_strong_language_is_flagged_to_the_character(reply: str, words: list[str]) -> None:
    """Every word by itself, without what stands around it."""
    assert flagged(reply) == words
    for found in read(reply):
        assert found.text == reply[found.start : found.end]
        assert found.kind is FindingKind.PROFANITY
        assert found.severity is Severity.BLOCK
        assert (found.reader, found.cue) == ("cues", "swearing")
        assert found.text in found.why


TRICKS = {
    "repeated letters": "fuuuck shiiit fuuucking fuckkkk bollllocks assssshole craaaap fuuck "
    "sssshit",
    "leet": "sh1t a$$ b!tch 5hit 5h1t a$$hole @$$hole Bull$hit b1tch assh0le cr@p tw@t c0ck "
    "Sh1te p!ss wank3r b@ll@cks d1ckhead a$$es",
    "signs for letters": "f**k s#!t sh*te c**t d*ck F*** f***ing f*cking f@ck f#ck sh!t b*llshit "
    "arseh*le w*nker motherf***er m*therf*cker fu©k f*ck!ng sh*tshow sh|t d@mn t!tties f--k f..k "
    "f_ck f%ck f&ck sh%t s**t c*nt bulls**t",
    "emoji for letters": "sh💩t f🤬ck",
    "letters apart": "f.u.c.k s.h.i.t f-u-c-k f_u_c_k F.U.C.K b.i.t.c.h",
    "letters that look alike": "fuсk fück shіt",
    "spelled by ear": "fcuk phuck bollox fck",
    "grawlix": "@#$%! %&$# #$@&%*! $#!*",
}


@pytest.mark.parametrize(
    ("trick", "word"), [(trick, word) for trick in TRICKS for word in TRICKS[trick].split()]
)
def test_tricks_of_spelling_are_seen_through(trick: str, word: str) -> None:
    """Nobody gets a curse past by writing it another way; the word is flagged as written."""
    for reply in (f"Oh {word} it, the tap again.", f"The tap again, {word}!", f"{word}, not today"):
        (found,) = read(reply)
        assert found.text.rstrip("!") == word.rstrip("!"), trick


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        ("Oh f u c k that.", "f u c k"),
        ("what a s h i t day", "s h i t"),
        ("B I T C H", "B I T C H"),
        ("f u u c k no", "f u u c k"),
        ("do f.u.c.k off", "f.u.c.k"),
        ("A c0ck-up with the tickets.", "c0ck"),
        ("F**k's sake, the boat again.", "F**k"),
        ("a sh*t-show of a fair", "sh*t"),
        ("Bl00dy ferry.", "Bl00dy"),
    ],
)
def test_a_trick_is_flagged_without_its_neighbours(reply: str, word: str) -> None:
    """Small words beside spaced letters, possessives and second halves stay out."""
    assert flagged(reply) == [word]


NAMES = (
    "Scunthorpe Penistone Clitheroe Cockermouth Cockfosters Sussex Middlesex Essex Titchfield "
    "Twatt Shitterton Dickens Dickinson Cockburn Hitchcock Hancock Babcock Arsenal Wankel Wankhede "
    "Picasso Assam Bassett Buttermere Butterworth Peckham Yamashita Matsushita Fukuoka Fukushima "
    "Phuket Fuchs Focker Niger Nigeria Cumbria Wichita Essen Slagelse Uranus Pissarro Titian "
    "Titanic Bugg Cass Wanaka Kant Mitch Shih Shelley Hellmann's Michelle Mishit Bastardo"
)
WORDS = (
    "class grass pass bass brass glass compass embarrass passage cassette assess assessed assesses "
    "asset assist assume assembly cocktail peacock cockle cockerel cockpit shuttlecock woodcock "
    "weathercock poppycock shiitake shiitakes shitake document cucumber circumstance title tit "
    "analysis analyst therapist raccoon tycoon cocoon snigger spice spick fuchsia button album "
    "bumble hello shell shuttle shot short shift shirt suit fun funk duck truck flick count aunt "
    "bunk bank swan swanky pitch batch bench piston pistachio pissaladière basset bastion saffron "
    "crêpe prickly pricked buggy scrap scrape sodium sodden kumquat sextant hoar flange snatch "
    "molasses sassafras hooker gasses crass lasses cumin flickering dickie shitzu bassoon cunning "
    "soooo niiice coool hmmmm yesss brrrr aaaah looool grrrreat zzzz ooops"
)


@pytest.mark.parametrize("word", [*NAMES.split(), *WORDS.split()])
def test_a_word_that_holds_a_swear_word_is_clean(word: str) -> None:
    """People live in Scunthorpe, and everyone sits in a class."""
    assert flagged(f"The {word} is ours. {word}! {word.lower()}, {word.upper()}?") == []


@pytest.mark.parametrize(
    "reply",
    [
        "Dick will be chuffed, and so will Fanny and Randy.",
        "Ask for Dick's brother Willy.",
        "Moby Dick is back on the shelf, next to Dick Whittington.",
        "The spotted dick has no nuts in it.",
        "It is bloody freezing in that hall, we know.",
        "A bloody nose is a fright. The Bloody Mary is on us.",
        "His paw was bloody. We washed it.",
        "The finger prick test takes a minute.",
        "The stop cock is under the sink.",
        "The pussy willow is in bloom, and our pussy cat sleeps in it.",
        "Cock-a-leekie soup is on again.",
        "Blue tits nest in the box by the gate.",
        "A wild ass and two mules live on the hill.",
        "Slag heaps and slag off the site go to the tip.",
        "We sod the lawn in May. The naff curtains went.",
        "The FA Cup is on the big screen.",
        "Run kill -9 on the worker and start it again.",
        "Nude lipstick, size XX, and the rugby hooker's shirt.",
        "Knitters love the fingering weight.",
        "Faggots and peas are on the board.",
        "Write to dick@firm.example or look at https://shop.example/shit-list.",
        "@dickshed posted the photo, @shitpost shared it.",
        "See www.cock.co.uk for the beer.",
    ],
)
def test_ordinary_words_and_names_are_clean(reply: str) -> None:
    """What a word means shows in its capital, in its neighbours, and in where it stands."""
    assert flagged(reply) == []


@pytest.mark.parametrize(
    "reply",
    [
        "Prices from £9 as*, see the dam* below.",
        "Hi S***, thanks. Dear F***, hello. Mr B***n wrote, and J***e, and S***h.",
        "A 5* room in the Grand****.",
        "2*2*2 is 8, a*b is not x^2, and C++ is a language.",
        "B&B, R&D, Q&A, P&P, M&S, S&M Motors, A+, AT&T.",
        "A password needs one of !@#$%& and a digit.",
        "Signs such as #$%&* break the form, so leave such symbols out.",
        "What!?!? Really??!! **** $$$$ #1 & #2",
        "Ten percent off (10%!?!) for you",
        "SKU SH1-T20, code A$2, room A55, size B12, PS5, R2D2, H2O.",
        "T-shirt, co-op, first-class, half-hour, short-staffed, re-do, e-mail.",
        "user_name, i_d and x_y_z are columns.",
        "U.S.A., R.S.V.P., e.g. this, p.s. hi, F.A.Q., S.H.E.D.",
        "G L A S S and S P I C E, a b c d e",
        "Boo! Sushi! As! If! Cum laude.",
        "We run fsck at night…wait..so do you?",
    ],
)
def test_signs_that_hide_nothing_are_clean(reply: str) -> None:
    """Footnotes, formulas, codes, masked names, prices and abbreviations are no curses."""
    assert flagged(reply) == []


@pytest.mark.parametrize(
    ("post", "reply"),
    [
        ("what a shit show", "A shit show is what it was, and it was ours."),
        ("your driver is a d*ck", "Calling him a dick is fair today."),
        ("this is sh1t", "Shit it is. New ones are on the van."),
        ("fucking cold in there", "It was f***ing cold, you are right."),
        ("the soup was crap", "Crap soup, yes. The recipe is gone."),
        ("@#$%! your app", "“@#$%!” is what we said, too."),
        ("total b o l l o c k s", "Bollocks is the word."),
    ],
)
def test_the_customers_own_word_may_be_taken_up(post: str, reply: str) -> None:
    """Whether masked in the post, in the reply, or in both."""
    assert flagged(reply, post) == []
    assert flagged(reply) != []


def test_another_word_than_the_customers_is_flagged() -> None:
    """One curse of theirs does not excuse all of ours."""
    assert flagged("Crap, yes, and your parking was shit.", "the soup was crap") == ["shit"]


def test_reported_words_are_no_swearing() -> None:
    """Quoting what somebody said, to own up to it, is clean; quotation marks alone are not."""
    assert flagged('Nobody here should have called you "an arsehole".') == []
    assert flagged('What an "arsehole" of a printer.') == ["arsehole"]


def test_a_name_shouted_is_still_looked_at() -> None:
    """Where the whole sentence is in capitals, a capital says nothing."""
    assert flagged("WHAT A DICK YOU ARE.") == ["DICK"]
    assert flagged("what a dick move") == ["dick"]


def test_a_slur_is_named_as_what_it_is() -> None:
    """It hits a group, so it is not just strong language."""
    (found,) = read("Go and ask the kikes next door.")
    assert found.kind is FindingKind.IDENTITY_ATTACK


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("Das ist uns scheißegal, und die Ware ist nicht mehr da.", ["scheißegal"]),
        ("So ein Arschloch war noch nicht bei uns in der Werkstatt.", ["Arschloch"]),
        ("C'est de la merde, et nous ne sommes pas les seuls.", ["merde"]),
        ("Vaya mierda de tarde, pero no es culpa de los cocineros.", ["mierda"]),
        ("Que porra é essa, você não leu o aviso na porta?", ["porra"]),
        ("Wat een kutzooi, maar dat is niet van ons.", ["kutzooi"]),
        ("Das war ein Fuckup, aber nicht von uns.", ["Fuckup"]),
        ("Abe chutiya, the order is on the way.", ["chutiya"]),
    ],
)
def test_other_languages_have_their_own_words(reply: str, words: list[str]) -> None:
    """Of the list of the language that the reply is in; Hindi in Latin letters reads as English."""
    assert flagged(reply) == words


@pytest.mark.parametrize(
    "reply",
    [
        "Der Teig ist zu dick, und die Arschbombe vom Dreier ist bei uns erlaubt.",
        "Der Shitstorm war nicht schön, aber wir wanken nicht.",
        "La chatte dort sur la pédale, et la gerbe est pour vous.",
        "El martillo y la concha no están en la caja, pero los tenemos.",
        "O pinto e o burro não estão na quinta, mas você pode ver os outros.",
        "U kunt het niet zien, maar het gat zit in de paal bij de asbak.",
    ],
)
def test_what_swears_in_one_language_is_ordinary_in_another(reply: str) -> None:
    """English words count in English; each list leaves out what its trades need."""
    assert flagged(reply) == []


def test_a_short_reply_is_read_in_the_language_of_the_post() -> None:
    """Two words tell no language, the post before them does."""
    post = "Ich habe die Tür nicht aufbekommen und niemand war da."
    assert flagged("Scheiße!", post) == ["Scheiße"]


def test_the_lead_decides_which_words_count() -> None:
    """How many lists must agree, what is left out and what is added stands in one file."""
    words = {"en": frozenset({"bilge", "tosh"}), "nl": frozenset({"kolder"})}
    rules = SwearRules(
        never="tosh", also="codswallop", languages={"nl": LanguageRules(also="larie")}
    )
    reader = SwearReader(Swearing(rules, words), RUBRIC)
    found = reader.read("Bilge, tosh and codswallop are not ours.", Situation(SHOP))
    assert [f.text for f in found] == ["Bilge", "codswallop"]
    found = reader.read("Wat een kolder en larie, dat is niet van ons.", Situation(SHOP))
    assert [f.text for f in found] == ["kolder", "larie"]


def test_an_allowed_phrase_of_the_rubric_stays_allowed() -> None:
    """The whole reader leaves out what the lead allowed, also here."""
    playbook = load_playbook(PROMPTS)
    reply, situation = "Our ale is the Dog's Bollocks, since 1988.", Situation(SHOP)
    assert "swearing" in {f.cue for f in ReplyReader(playbook).read(reply, situation).findings}
    allowing = replace(playbook.rubric, allowed=("the dog's bollocks",))
    reader = ReplyReader(replace(playbook, rubric=allowing))
    assert "swearing" not in {f.cue for f in reader.read(reply, situation).findings}


_CHANCE = random.Random(4)  # noqa: S311 - the same texts in every run
HOSTILE = [
    *(
        "f*",
        "f**k ",
        "f.",
        "f u c k ",
        "a$",
        "@#",
        "@#$% ",
        "s-h-",
        "f*c*",
        "fuuuu",
        "aabbcc",
        "*f",
    ),
    *("shit ", "fuck", "!a", "ü", "fù", '"shit" ', "1a", "dick ", "sod ", "a.", "不", "i ", "'s"),
    *(
        "".join(_CHANCE.choice(letters) for _ in range(40_000))
        for letters in ("abfuckshit*#$@!1 -.' \n", "fu*ck sh1t$ ", "éüfuck* ", "fuсk ")
    ),
]


@pytest.mark.parametrize("piece", HOSTILE, ids=lambda piece: piece[:12])
def test_a_hostile_text_costs_no_time(piece: str) -> None:
    """40,000 characters of anything are read in the blink of an eye."""
    text = (piece * 40_000)[:40_000]
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 0.2


def test_an_empty_reply_has_no_strong_language() -> None:
    """Nor has one without a letter."""
    assert flagged("") == flagged("  \n ") == flagged("…!?") == flagged("123 456") == []
