// What the pages do beyond plain forms: live coaching, copying, and waiting for a draft.
// Every page works without this file, but for the coaching while somebody types.
"use strict";

const byId = (id) => document.getElementById(id);

// Words that were typed and not sent, for this window only. Private windows may refuse to keep them.
const kept = {
  get: (name) => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, words) => { try { sessionStorage.setItem(name, words); } catch { /* not kept */ } },
  forget: (start) => {
    try {
      for (const name of Object.keys(sessionStorage)) if (name.startsWith(start)) sessionStorage.removeItem(name);
    } catch { /* nothing was kept */ }
  },
};

function fillInSamples() {
  const post = byId("post");
  for (const link of document.querySelectorAll("[data-post]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      replaceText(post, 0, post.value.length, link.dataset.post);
      for (const name of ["platform", "brand", "author"]) {
        if (byId(name)) byId(name).value = link.dataset[name];
      }
      post.setSelectionRange(0, 0);
      post.scrollTop = 0;
      byId("coach").focus({ preventScroll: true });
      byId("new").scrollIntoView({ block: "nearest" });
    });
  }
}

// Like typing it, so that Ctrl-Z brings back what stood there.
function replaceText(area, start, end, text) {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  const typed = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!typed) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function showFactsOneByOne() {
  const facts = byId("facts"), more = byId("another-fact");
  if (!facts) return;
  facts.classList.add("tidy");
  const spare = () => facts.querySelector(".spare");
  more.hidden = !spare();
  more.addEventListener("click", () => {
    const row = spare();
    row.classList.remove("spare");
    row.querySelector("input").focus();
    more.hidden = !spare();
  });
}

// While the coach reads: ask whether the draft is there. Never reload over somebody's typing.
function awaitDraft() {
  const { drafting, version } = document.body.dataset;
  const card = `/cases/${document.body.dataset.case}`;
  if (!drafting || byId("editor")) return;
  const typing = () => [...document.querySelectorAll("main input:not([type=hidden]), main textarea")]
    .some((field) => field.value !== field.defaultValue);
  let pause = 120;
  const ask = async () => {
    const answer = await fetch(`${card}/state?version=${version}`).catch(() => null);
    if (answer?.status === 200) {
      if (!typing()) return location.replace(card + location.search);
      const note = document.querySelector(".reading p");
      note.innerHTML = "";
      const link = Object.assign(document.createElement("a"), { href: card, textContent: "Show it" });
      return note.append("The reply is here. ", link);
    }
    pause = Math.min(pause * 1.5, 2000);
    return setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
}

// The press on the button allows the clipboard; the text goes there only once the case has said yes.
function copyReply() {
  const form = byId("copy");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = byId("approved").value;
    const agreed = tellCase(form);
    const failed = byId("copy-failed");
    try {
      await toClipboard(text, agreed);
      location.assign(location.pathname);
    } catch {
      const refusal = await agreed.then(() => "", (error) => error.message);
      failed.textContent = refusal || "Copying did not work in this browser. Please select the reply and copy it.";
      failed.hidden = false;
    }
  });
}

async function tellCase(form, button) {
  const answer = await fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form, button)), headers: { Accept: "application/json" },
  });
  if (answer.ok) return;
  const told = await answer.json().catch(() => ({}));
  throw new Error(told.message || "The coach could not be reached. Please try again.");
}

async function toClipboard(text, agreed) {
  if (navigator.clipboard?.write && window.ClipboardItem) {
    const blob = agreed.then(() => new Blob([text], { type: "text/plain" }));
    try {
      return await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } catch {
      await agreed;
    }
  }
  await agreed;
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  byId("approved").select();
  if (!document.execCommand("copy")) throw new Error();
}

// 👍 and 👎 change nothing but themselves, so the page stays where it is.
function rateInPlace() {
  const rating = byId("rating"), why = byId("why");
  rating?.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter, said = byId("rated");
    if (button.ariaPressed === "true") return;
    try {
      await tellCase(event.target, button);
    } catch (error) {
      said.textContent = error.message;
      return;
    }
    for (const each of event.target.querySelectorAll("button")) each.ariaPressed = String(each === button);
    said.textContent = "Thanks.";
    why.querySelector("[name=helped]").value = button.value;
    why.querySelector("b").textContent = button.value;
    why.querySelector("summary q")?.replaceWith("say why");
    why.querySelector("[name=reason]").value = "";
    why.hidden = false;
  });
}

// On the card, an underlined place says its reason in the line below the reply.
function explainFlags() {
  const line = byId("riskiest");
  if (!line) return;
  for (const flag of document.querySelectorAll(".words .flag")) {
    const show = () => { line.textContent = flag.dataset.why; };
    const back = () => { line.textContent = line.dataset.first; };
    for (const name of ["mouseenter", "focus"]) flag.addEventListener(name, show);
    for (const name of ["mouseleave", "blur"]) flag.addEventListener(name, back);
    flag.addEventListener("click", () => { byId("details").open = true; });
  }
}

function coachWhileTyping() {
  const form = byId("editor");
  if (!form) return;
  const answered = byId("answered");  // the post, where the page has a box for it
  const area = byId("text"), mirror = byId("mirror"), hint = byId("hint");
  const use = byId("use"), notHere = byId("not-here"), aside = byId("aside");
  const setAside = new Set(aside.value.split(" ").filter(Boolean));
  let findings = [], before = area.value, asked = 0, timer = 0, hovered = null, shown = null, read = false;
  let askedAgain = 0, told = "", first = "";

  const open = () => findings.filter((f) => !setAside.has(f.key));
  const inText = () => open().filter((f) => f.end > f.start);

  function underline() {
    const text = area.value, parts = [];
    let done = 0;
    // The riskier finding comes first and keeps its place where two overlap.
    const chosen = [];
    for (const f of inText()) {
      if (chosen.every((o) => f.end <= o.start || o.end <= f.start)) chosen.push(f);
    }
    for (const f of chosen.sort((a, b) => a.start - b.start)) {
      const span = document.createElement("span");
      span.className = `flag ${f.severity}`;
      span.textContent = text.slice(f.start, f.end);
      f.span = span;
      parts.push(text.slice(done, f.start), span);
      done = f.end;
    }
    mirror.replaceChildren(...parts, text.slice(done), "\n");
    mirror.scrollTop = area.scrollTop;
  }

  // One hint at a time: where the pointer is, else where the cursor is, else the riskiest.
  function choose() {
    const rest = open();
    const at = area.selectionStart;
    const here = area.selectionStart === area.selectionEnd &&
      inText().find((f) => f.start <= at && at < f.end);
    // What is still missing is worth a word only once there is something to read.
    const ripe = rest.filter((f) => f.end > f.start || area.value.trim().length >= 80);
    return (hovered && rest.includes(hovered) && hovered) || here || ripe[0] || null;
  }

  function say() {
    shown = choose();
    let words = "";
    if (!area.value.trim()) words = "Take your time. I read along as you write.";
    else if (shown) words = shown.why + (shown.suggestion ? ` Try: “${shown.suggestion}”` : "");
    else if (read && first) words = first;  // somebody may be in danger, or a promise has no day: nothing is clear then
    else if (read) words = findings.length && !open().length ? "All clear. What you set aside stays quiet." : "All clear.";
    else words = hint.textContent;  // what the page came with stands until more is known
    if (hint.textContent !== words) hint.textContent = words;
    use.hidden = !shown?.suggestion || shown.end <= shown.start;
    notHere.hidden = !shown || shown.severity === "block";
    byId("hint-buttons").hidden = use.hidden && notHere.hidden;
  }

  // Until the next answer comes, what was found moves along with the text.
  function follow() {
    const now = area.value;
    let head = 0, tail = 0;
    const least = Math.min(before.length, now.length);
    while (head < least && before[head] === now[head]) head++;
    while (tail < least - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
    const end = before.length - tail, shift = now.length - before.length;
    findings = findings.filter((f) => f.end <= head || f.start >= end || f.end === f.start);
    for (const f of findings) {
      for (const place of ["start", "end", "from", "to"]) if (f[place] >= end) f[place] += shift;
    }
    before = now;
  }

  // Of a reply without a case, the page itself says what it answers.
  function about() {
    return answered ? { post: answered.value, platform: byId("platform").value, brand: byId("brand")?.value ?? "" } : {};
  }

  async function check() {
    const mine = ++asked, text = area.value;
    if (!text.trim()) { findings = []; read = false; return refresh(); }
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST", body: JSON.stringify({ text, ...about() }),
        headers: { "Content-Type": "application/json", "X-CSRF-Token": form.dataset.csrf },
      });
      const reading = await answer.json();
      if (mine !== asked || text !== area.value) return;
      if (!answer.ok) { hint.textContent = reading.message; return; }
      first = reading.first;
      show(reading.findings, text);
      form.dataset.read = String(mine);
      // A second reader takes a few seconds, and what it finds is shown if nothing was typed since.
      if (reading.again && askedAgain++ < 2) timer = setTimeout(check, 2500);
    } catch {
      if (mine === asked && !askedAgain) hint.textContent = "I can't read along right now. Your text is safe here.";
    }
  }

  // The same once more leaves everything as it is, the hint under the pointer too.
  function show(found, text) {
    read = true;
    const words = JSON.stringify([text, found, first]);
    if (words === told) return;
    told = words;
    findings = found;
    hovered = hovered && (found.find((f) => f.key === hovered.key && f.start === hovered.start) || null);
    refresh();
  }

  function refresh() { underline(); say(); }

  function typed() {
    follow();
    underline();
    if (shown && !findings.includes(shown)) say();
    if (keeper) kept.set(keeper, area.value);
    soon();
  }

  function soon() {
    clearTimeout(timer);
    askedAgain = 0;
    told = "";
    timer = setTimeout(check, 250);
  }

  const keeper = form.dataset.keep;
  area.addEventListener("input", typed);
  for (const id of ["answered", "platform", "brand"]) if (answered) byId(id)?.addEventListener("input", soon);
  area.addEventListener("scroll", () => { mirror.scrollTop = area.scrollTop; });
  document.addEventListener("selectionchange", () => { if (document.activeElement === area) say(); });
  area.addEventListener("mousemove", (event) => {
    const inside = (box) => event.clientX >= box.left && event.clientX <= box.right &&
      event.clientY >= box.top && event.clientY <= box.bottom;
    const over = inText().find((f) => f.span && [...f.span.getClientRects()].some(inside)) || null;
    if (over !== hovered) { hovered = over; say(); }
  });
  area.addEventListener("mouseleave", () => { hovered = null; say(); });
  use.addEventListener("click", () => {
    const f = shown;
    hovered = null;
    replaceText(area, f.from, f.to, f.suggestion);
  });
  notHere.addEventListener("click", () => {
    setAside.add(shown.key);
    aside.value = [...setAside].join(" ");
    hovered = null;
    refresh();
    area.focus({ preventScroll: true });
  });
  byId("leave")?.addEventListener("click", () => kept.forget(keeper));

  const saved = area.defaultValue;
  const earlier = keeper && kept.get(keeper);
  if (earlier && earlier !== area.value && !byId("said")) {
    area.value = before = earlier;
    byId("kept").hidden = false;
    byId("afresh").addEventListener("click", () => {
      replaceText(area, 0, area.value.length, saved);
      byId("kept").hidden = true;
    });
  }
  refresh();
  check();
}

// The mended text goes into the box like typing, so that Ctrl-Z brings the own words back.
function useMended() {
  const area = byId("text"), stale = byId("stale");
  if (!stale) return;
  byId("use-mended")?.addEventListener("click", (event) => {
    event.preventDefault();
    replaceText(area, 0, area.value.length, byId("mended").value);
    byId("hint-box").scrollIntoView({ block: "center" });
  });
  for (const id of ["text", "answered"]) byId(id).addEventListener("input", () => { stale.hidden = false; });
}

// How many of the easy ones would be approved.
function countTicked() {
  const form = byId("easy");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const count = () => { byId("ticked").textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} ticked`; };
  form.addEventListener("change", count);
  count();
}

// After a refusal the address is that of the form; loading it again should show the case.
function mendAddress() {
  if (document.body.dataset.case && !byId("editor")) {
    const address = new URL(location.href);
    address.pathname = `/cases/${document.body.dataset.case}`;
    history.replaceState(null, "", address);
  }
}

// A saved reply needs no second copy in this window; the address loses its mark of it.
function forgetSaved() {
  const address = new URL(location.href);
  if (!address.searchParams.has("saved")) return;
  kept.forget(`draft:${document.body.dataset.case}:`);
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}

// A pasted post outlives a wrong click in this window, until its case is open.
function keepPost() {
  const post = byId("post");
  if (!post) {
    if (document.body.dataset.case && kept.get("post-sent")) kept.forget("post");
    return;
  }
  kept.forget("post-sent");
  if (!post.value) post.value = kept.get("post") || "";
  post.addEventListener("input", () => kept.set("post", post.value));
  byId("new").addEventListener("submit", () => kept.set("post-sent", "yes"));
}

mendAddress();
forgetSaved();
keepPost();
fillInSamples();
showFactsOneByOne();
awaitDraft();
copyReply();
rateInPlace();
explainFlags();
coachWhileTyping();
useMended();
countTicked();
byId("said")?.focus();
