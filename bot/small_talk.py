"""Tells what people say out of courtesy, or ask the bot itself, from a customer's words. Pure.

Deliberately narrow: whatever could be a post, or an answer, is none of this.
"""

from __future__ import annotations

import re

_MOST = 6  # words
_MOST_PICTURES = 3

# ruff: noqa: SIM905 - words in a line are easier to read, and to add to

# One of these has to be there …
_COURTEOUS = frozenset(
    "hello hi hey hiya thanks thank thx ty cheers ok okay okey k bye goodbye hallo servus moin"
    " danke merci gracias grazie obrigado bonjour hola ciao tschüss".split()
)
_MUSING = frozenset("hm hmm hmmm oh ah aha lol haha wow uh um".split())
# … and these may stand beside it.
_BESIDE = frozenset(
    "you there all a lot so much very again got it that this to everyone team both for the your"
    " help great perfect cool nice super good morning afternoon evening day please bot coach"
    " response guys sehr vielen schön and then will do noted understood".split()
)
_GREETINGS = frozenset({"good morning", "good afternoon", "good evening", "guten morgen"})
_SHORT = frozenset("yes no yep yeah nope ja nein sure done test testing ping help".split())
_ABOUT_ME = tuple(
    re.compile(words)
    for words in (
        r"(so )?what (can|do) you do( here| for (me|us))?",
        r"(and )?(who|what) are you",
        r"are you (there|here|awake|a bot|a robot|human)",
        r"how (does (this|it) work|do you work|do (i|we) use (you|this|it))( here)?",
        r"(please )?(can|could|will|would) you (please )?help( me| us)?( please)?",
        r"(please )?help( me| us)?( please)?",
        r"what is this( here| for)?",
        r"what can (i|we) (do|ask you|type)( here)?",
    )
)
_AGREEING = frozenset("👍 👌 🙏 ✅ 🙂 😊 😀 😃 😄 😉 👋 🎉 ❤ 🙌 👏 💪 🫡".split())
_NAMED = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-\d:)?")
_AGREEING_NAMES = frozenset(
    "+1 thumbsup ok_hand pray white_check_mark slightly_smiling_face blush smile smiley grinning"
    " wink wave tada heart raised_hands clap muscle saluting_face".split()
)
_VARIANTS = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LINKED = re.compile(r"https?://|www\.", re.IGNORECASE)


def interjection(text: str) -> bool:
    """Whether it says nothing that could answer a question: “ok”, “thanks!”, pictures only."""
    words = _words(text)
    if not words:
        return True
    return _courteous(words, _COURTEOUS | _MUSING)


def small_talk(text: str) -> bool:
    """Whether it is said to the bot, and no customer's words: “hello”, “what can you do?”."""
    if _LINKED.search(text) or len(text) > 80:
        return False
    words = _words(text)
    if not words:
        return _agreeing(text)
    said = " ".join(words)
    if said in _GREETINGS or said in _SHORT or said in _MUSING:
        return True
    if any(question.fullmatch(said) for question in _ABOUT_ME):
        return True
    return _courteous(words, _COURTEOUS)


def _courteous(words: list[str], opening: frozenset[str]) -> bool:
    if len(words) > _MOST or not opening & set(words):
        return False
    return set(words) <= opening | _BESIDE


def _words(text: str) -> list[str]:
    """The words, in small letters; what a picture is called is none."""
    return [found.replace("’", "'") for found in _WORD.findall(_NAMED.sub(" ", text).lower())]


def _agreeing(text: str) -> bool:
    """Whether there are but a few friendly pictures."""
    names = [name.strip(":").partition("::")[0] for name in _NAMED.findall(text)]
    signs = [s for s in _VARIANTS.sub("", _NAMED.sub("", text)) if not s.isspace()]
    signs = [sign for sign in signs if sign not in ".!?"]
    if not 0 < len(names) + len(signs) <= _MOST_PICTURES:
        return False
    return set(names) <= _AGREEING_NAMES and set(signs) <= _AGREEING
