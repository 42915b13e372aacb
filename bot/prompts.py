"""Loads `prompts/`, the customer-care lead's folder, and checks every example in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.cues import Cue, CueFile
from bot.details import DetailReader, DetailRules
from bot.details import check_examples as check_details
from bot.draft_texts import DraftTexts, check_texts
from bot.errors import SetupError
from bot.playbook import DEFAULT_BRAND, Playbook, Sample, Strategy
from bot.profile import Platform, Profile
from bot.promise_signs import PromiseWords
from bot.promises import check_examples as check_promises
from bot.rubric import Rubric
from bot.triage import Category
from bot.triage_reader import TriageRules
from bot.triage_reader import check_examples as check_triage
from bot.yamlfile import read_yaml


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
        platforms={p.key: p for p in read_yaml(folder / "platforms.yaml", list[Platform])},
        guidelines=(folder / "guidelines.md").read_text(encoding="utf-8"),
        version=_version(folder),
        cues=load_cues(folder / "cues"),
        strategies=_strategies(folder / "strategy.yaml"),
        triage=read_yaml(folder / "triage.yaml", TriageRules),
        details=read_yaml(folder / "details.yaml", DetailRules),
        texts=read_yaml(folder / "composer.yaml", DraftTexts),
        promises=read_yaml(folder / "promises.yaml", PromiseWords),
        samples=tuple(read_yaml(folder / "samples.yaml", list[Sample])),
    )
    check_triage(playbook.triage)
    check_details(playbook.details, DetailReader(playbook))
    check_texts(playbook.texts)
    check_promises(playbook.promises)
    return playbook


def load_cues(folder: Path) -> tuple[Cue, ...]:
    """The cues of every file in `prompts/cues`, word lists put in; ids are unique."""
    cues: list[Cue] = []
    for path in sorted(folder.glob("*.yaml")):
        cues.extend(read_yaml(path, CueFile).named(path.name))
    seen: set[str] = set()
    for cue in cues:
        if cue.id in seen:
            raise SetupError("two cues have this id", file=cue.file, key=cue.id)
        seen.add(cue.id)
    return tuple(cues)


def _strategies(path: Path) -> Mapping[Category, Strategy]:
    strategies = read_yaml(path, dict[Category, Strategy])
    for category in Category:
        if category not in strategies:
            raise SetupError(
                "the advice for this kind of post is missing", file=path.name, key=category
            )
    return strategies


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
