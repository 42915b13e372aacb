"""Questions to a page, in its own language: each gives the faults that it finds, empty if none."""

from __future__ import annotations

# What a screen reader would say first about the place where the keyboard is.
NAME_OF_FOCUS = """() => {
  const it = document.activeElement;
  return (it.labels?.[0]?.innerText || '') + ' ' + (it.innerText || '');
}"""

# Buttons and fields that a thumb would miss; a gap inside a sentence may be lower.
# Of a tick, its words count too.
SMALL_TARGETS = """() =>
  [...document.querySelectorAll('button, .button, select, summary, input')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.closest('.slot, .version'))
    .map(e => e.type === 'checkbox' ? e.labels[0] : e)
    .filter(e => e.getBoundingClientRect().height < 38)
    .map(e => e.outerHTML)"""

# Texts that stand out less than 4.5 to 1 from what lies behind them (WCAG AA).
FAINT_TEXTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, [r, g, b, a]) =>
      [r, g, b].map((c, i) => c * a / 255 + under[i] * (1 - a / 255)), [255, 255, 255]);
  };
  const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) =>
    .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const contrast = (e) => {
    const one = light(rgba(getComputedStyle(e).color)), other = light(behind(e));
    return (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
  };
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.checkVisibility() && !e.closest('.unseen, .mirror, .skip, option, svg'))
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .filter(e => contrast(e) < 4.5)
    .map(e => e.outerHTML.slice(0, 120));
}"""

# Landmarks, headings in order, names of fields and buttons, ids and what refers to them.
FAULTS = """() => {
  const faults = [], all = (s) => [...document.querySelectorAll(s)];
  for (const one of ['header', 'main', 'footer', 'h1', 'html[lang]', 'title'])
    if (all(one).length !== 1) faults.push(`${all(one).length} times ${one}`);
  let level = 0;
  for (const h of all('h1, h2, h3, h4').filter(h => h.checkVisibility())) {
    if (+h.tagName[1] > level + 1) faults.push(`${h.tagName} after H${level}: ${h.innerText}`);
    level = +h.tagName[1];
  }
  for (const f of all('input:not([type=hidden]), select, textarea'))
    if (!f.labels?.length && !f.ariaLabel) faults.push(`no name: ${f.outerHTML}`);
  for (const b of all('button, a'))
    if (!/[a-z]/i.test(b.textContent)) faults.push(`no words: ${b.outerHTML}`);
  const ids = all('[id]').map(e => e.id);
  for (const id of new Set(ids))
    if (ids.filter(i => i === id).length > 1) faults.push(`twice id ${id}`);
  for (const e of all('[aria-labelledby], [aria-describedby]')) {
    const named = e.getAttribute('aria-labelledby') || e.getAttribute('aria-describedby');
    for (const id of named.split(' '))
      if (!document.getElementById(id)) faults.push(`nothing has the id ${id}`);
  }
  return faults;
}"""
