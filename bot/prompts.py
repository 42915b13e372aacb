"""Loads `prompts/`, the customer-care lead's folder, and checks every example in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.cues import Cue, CueFile
from bot.details import DetailReader, DetailRules
from bot.details import check_examples as check_details
from bot.draft_texts import DraftTexts, check_texts
from bot.errors import SetupError
from bot.example_files import load_weights
from bot.findings import FindingKind
from bot.follow_up import FollowUpRules
from bot.legal_clocks import LegalRules
from bot.legal_clocks import check_examples as check_legal
from bot.playbook import DEFAULT_BRAND, Handling, Playbook, Sample
from bot.post_files import load_post_weights
from bot.problem import ProblemWords
from bot.profile import Platform, Profile
from bot.promise_files import EXAMPLES, load_promise_weights, load_promise_words
from bot.promise_signs import PromiseWords
from bot.promises import check_examples as check_promises
from bot.prompt_files import load_prompts
from bot.rubric import Rubric
from bot.swear_lists import load_swearing
from bot.triage import Category, Strategy
from bot.triage_reader import TriageRules
from bot.triage_reader import check_examples as check_triage
from bot.yamlfile import read_text, read_yaml

# What a gate or the rubric can find by itself; every other kind needs a cue to be found at all.
_FOUND_WITHOUT_CUES = frozenset(
    {FindingKind.PRIVATE_ONLY, FindingKind.DISMISSIVE, FindingKind.OVERPROMISE}
    | {FindingKind.UNVERIFIED_CLAIM, FindingKind.UNKNOWN_CONTACT, FindingKind.UNFILLED_SLOT}
    | {FindingKind.GROVELLING, FindingKind.TOO_LONG, FindingKind.WRONG_LANGUAGE}
    | {kind for kind in FindingKind if kind.startswith("missing_")}
)


def load_playbook(folder: Path) -> Playbook:
    """Read and check the whole folder; a `SetupError` names file, line and key of a mistake."""
    if not folder.is_dir():
        raise SetupError("this folder with rubric, profile and cues is missing", file=str(folder))
    profiles = {DEFAULT_BRAND: read_yaml(folder / "profile.yaml", Profile)}
    for path in sorted(folder.glob("profiles/*.yaml")):
        profiles[path.stem] = read_yaml(path, Profile)
    playbook = Playbook(
        rubric=read_yaml(folder / "rubric.yaml", Rubric),
        profiles=profiles,
        platforms=_platforms(folder / "platforms.yaml"),
        guidelines=read_text(folder / "guidelines.md"),
        version=_version(folder),
        cues=load_cues(folder / "cues"),
        handling=_handling(folder / "strategy.yaml"),
        triage=read_yaml(folder / "triage.yaml", TriageRules),
        details=_details(folder),
        texts=_texts(folder),
        promises=load_promise_words(folder / "promises"),
        samples=tuple(read_yaml(folder / "samples.yaml", list[Sample])),
        prompts=load_prompts(folder),
        weights=load_weights(folder / "examples"),
        post_weights=load_post_weights(folder / "posts"),
        promise_weights=load_promise_weights(folder / "promises" / EXAMPLES),
        swearing=load_swearing(folder / "swearing.yaml"),
        legal=read_yaml(folder / "legal.yaml", LegalRules),
        follow_up=read_yaml(folder / "follow_up.yaml", FollowUpRules),
        problems=read_yaml(folder / "problems.yaml", ProblemWords),
    )
    _check_cues(playbook.cues)
    _check_rubric_examples(playbook.rubric)
    check_triage(playbook.triage)
    check_details(playbook.details, DetailReader(playbook))
    check_texts(playbook.texts)
    check_promises(_of_the_house(playbook))
    check_legal(playbook.legal)
    return playbook


def load_cues(folder: Path) -> tuple[Cue, ...]:
    """The cues of every file in `prompts/cues`, word lists put in; at least one, ids are unique."""
    cues: list[Cue] = []
    for path in sorted(folder.glob("*.yaml")):
        cues.extend(read_yaml(path, CueFile).named(path.name))
    seen: set[str] = set()
    for cue in cues:
        if cue.id in seen:
            raise SetupError("two cues have this id", file=cue.file, key=cue.id)
        seen.add(cue.id)
    if not cues:
        raise SetupError("there is no cue in this folder, so nothing would be flagged", file="cues")
    return tuple(cues)


def _check_cues(cues: tuple[Cue, ...]) -> None:
    found = _FOUND_WITHOUT_CUES | {cue.kind for cue in cues}
    if missing := [kind for kind in FindingKind if kind not in found]:
        problem = "no cue finds these, so they would never be flagged"
        raise SetupError(problem, file="cues", key=", ".join(missing))


def _check_rubric_examples(rubric: Rubric) -> None:
    """Every sentence that shows the model a kind has words, and is of the kind or is not."""
    for kind, rule in rubric.kinds.items():
        for key, sentences in (("examples", rule.examples), ("not", rule.near_misses)):
            if not all(sentence.strip() for sentence in sentences):
                raise _broken_examples("a sentence here has no words", kind, key)
        if both := set(rule.examples) & set(rule.near_misses):
            problem = f"“{min(both)}” stands among the examples, too"
            raise _broken_examples(problem, kind, "not")


def _broken_examples(problem: str, kind: FindingKind, key: str) -> SetupError:
    return SetupError(problem, file="rubric.yaml", key=f"kinds.{kind}.{key}")


def _platforms(path: Path) -> Mapping[str, Platform]:
    platforms: dict[str, Platform] = {}
    for platform in read_yaml(path, list[Platform]):
        if platform.key in platforms:
            raise SetupError("two platforms have this key", file=path.name, key=platform.key)
        platforms[platform.key] = platform
    if not platforms:
        raise SetupError("there is no platform in it", file=path.name)
    return platforms


def _handling(path: Path) -> Handling:
    handling = read_yaml(path, Handling)
    for key, needed, given in (
        ("kinds", Category, handling.kinds),
        ("strategies", Strategy, handling.strategies),
    ):
        for name in needed:
            if name not in given:
                raise SetupError("this one is missing", file=path.name, key=f"{key}.{name}")
    return handling


def _texts(folder: Path) -> DraftTexts:
    """`composer.yaml`, with the files of the other languages of drafts (`composer_de.yaml`)."""
    others = {
        path.stem.removeprefix("composer_"): read_yaml(path, DraftTexts)
        for path in sorted(folder.glob("composer_*.yaml"))
    }
    return replace(read_yaml(folder / "composer.yaml", DraftTexts), languages=others)


def _details(folder: Path) -> DetailRules:
    """`details.yaml`, with what the files of other languages add (`details_de.yaml`)."""
    rules = read_yaml(folder / "details.yaml", DetailRules)
    for path in sorted(folder.glob("details_*.yaml")):
        rules = rules.with_language(
            path.stem.removeprefix("details_"), read_yaml(path, DetailRules)
        )
    return rules


def _of_the_house(playbook: Playbook) -> Mapping[str, PromiseWords]:
    """The words of promises in the teams' own languages; `coach doctor` tries all."""
    read = {profile.languages[0] for profile in playbook.profiles.values()}
    return {code: words for code, words in playbook.promises.items() if code in read}


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        try:
            digest.update(path.read_bytes())
        except OSError as exc:
            problem = f"this file cannot be read ({exc.strerror})"
            raise SetupError(problem, file=path.name) from exc
    return digest.hexdigest()[:12]
