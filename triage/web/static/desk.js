// The queue comes anew every five seconds, without taking the focus away; whoever is to be asked again is called.
"use strict";
(() => {
  const live = document.getElementById("live");
  const says = document.getElementById("says");
  const saysCalls = document.getElementById("says-calls");
  const notFresh = document.getElementById("not-fresh");
  const sound = document.getElementById("sound");
  if (!live || !says || !saysCalls || !notFresh || !sound) return;
  const every = 5000;
  const ringAgain = 60000;
  let audio = null;
  let misses = 0;
  let rang = 0;
  const queue = () => document.getElementById("queue");
  const callsOf = (part) => new Set((part.dataset.calls || "").split(" ").filter(Boolean));

  const ring = () => {
    rang = Date.now();
    if (!audio) return;
    [0, 0.25, 0.5].forEach((start) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = 880;
      volume.gain.setValueAtTime(0.2, audio.currentTime + start);
      volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.2);
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + start);
      tone.stop(audio.currentTime + start + 0.2);
    });
  };

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("queue");
    const before = queue();
    if (!fresh || !before) return;
    if (fresh.outerHTML === before.outerHTML) return;
    const known = callsOf(before);
    const isNew = [...callsOf(fresh)].some((call) => !known.has(call));
    const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
    before.replaceWith(document.importNode(fresh, true));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (says.textContent !== fresh.dataset.says) says.textContent = fresh.dataset.says;
    if (isNew) {
      saysCalls.textContent = fresh.dataset.saysCalls;
      ring();
    }
  };

  const refresh = async () => {
    try {
      const answer = await fetch(live.dataset.from, { headers: { "x-fetched": "1" }, cache: "no-store" });
      if (answer.status === 401) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      if (callsOf(queue()).size && Date.now() - rang > ringAgain) ring();
      misses = 0;
    } catch {
      misses += 1;
    }
    notFresh.hidden = misses < 2;
    setTimeout(refresh, every);
  };

  document.getElementById("plain")?.setAttribute("hidden", "");
  sound.hidden = false;
  sound.addEventListener("click", () => {
    audio = audio || new AudioContext();
    audio.resume();
    sound.textContent = sound.dataset.on;
    sound.setAttribute("aria-pressed", "true");
    ring();
  });
  saysCalls.textContent = queue().dataset.saysCalls;
  setTimeout(refresh, every);
})();
