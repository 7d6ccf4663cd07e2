/**
 * Where the page's scripts begin: reads what the page says about itself and starts what is on it.
 *
 * The page says it as JSON in #coursesite-page: {"language": "zh", "tracker": "/" or null, "base":
 * relative address of the site's root, "course": id or null, "lesson": id or null, "lessons": those
 * of the page's course, [{"id", "graded": [quiz ids]}]}. Without a tracker, or without a network,
 * everything on the page can still be read and practised.
 */

import { createRecorder } from "./activity.js";
import { createApi } from "./api.js";
import { startExam } from "./graded.js";
import { startPractice } from "./practice.js";
import { showAccount, showProgress } from "./progress.js";
import { watchEnd } from "./reading.js";
import { refusal } from "./wording.js";

const page = JSON.parse(document.getElementById("coursesite-page").textContent);
import(`./words-${page.language}.js`).then((module) => start(module.default));

function start(words) {
  const { language } = page;
  const api = page.tracker === null ? null : createApi(page.tracker, language);
  const prefix = (page.tracker || "").replace(/\/+$/, "");
  const recorder = createRecorder(api);
  let session = null;

  /** Sessions are asked for again until the tracker has answered once. */
  function connect() {
    if (session === null) session = api.session().catch(() => null).then(connected);
    return session;
  }

  function connected(answer) {
    if (answer === null) {
      session = null;
      return null;
    }
    for (const slot of document.querySelectorAll(".cs-account")) {
      showAccount(slot, answer.learner, { words, accountLink, csrfToken: api.csrfToken });
    }
    recorder.connected(answer.learner);
    if (answer.learner !== null && !answer.learner.must_change_pin) refreshProgress();
    return answer;
  }

  /** A page of the account, in this page's language; those that have a next step lead back here. */
  function accountLink(name, leadsBack) {
    const next = leadsBack ? `next=${encodeURIComponent(location.pathname)}&` : "";
    return `${prefix}/account/${name}?${next}lang=${encodeURIComponent(language)}`;
  }

  function refreshProgress() {
    const course = page.course ? `?course=${encodeURIComponent(page.course)}` : "";
    api.get(`progress${course}`).then(
      (progress) => showProgress(progress, page, words),
      () => {}, // Progress is shown when it is known; nothing on the page waits for it.
    );
  }

  /** Tell the tracker about study, and tell the learner in `note` whether it has arrived. */
  function record(kind, ids, note, savedText) {
    recorder.record({ kind, ...ids }, (state, problem) => {
      const texts = { saving: words.saving, saved: savedText, not_saved: words.not_saved };
      note(state === "refused" ? refusal(words, problem, language) : texts[state]);
      if (state === "saved") refreshProgress();
    });
  }

  document.querySelectorAll(".cs-practice").forEach((section) => {
    const ids = {
      course_id: section.dataset.course,
      lesson_id: section.dataset.lesson,
      quiz_id: section.dataset.quiz,
    };
    startPractice(section, words, (note) => record("practice_passed", ids, note, words.saved));
  });
  const context = { words, language, api, accountLink, connect, changed: refreshProgress };
  document.querySelectorAll(".cs-graded").forEach((section) => startExam(section, context));
  if (api === null) return;
  if (page.lesson) recordReading();
  connect();
  const reconnect = () => connect().then(recorder.flush);
  window.addEventListener("online", reconnect);
  document.addEventListener("visibilitychange", () => document.hidden || reconnect());

  function recordReading() {
    const ids = { course_id: page.course, lesson_id: page.lesson };
    record("opened", ids, () => {});
    const marker = document.querySelector(".cs-lesson-end");
    if (marker === null) return;
    marker.setAttribute("role", "status");
    watchEnd(marker, () => {
      const note = (text) => marker.replaceChildren(text);
      record("read", ids, note, words.lesson_saved);
    });
  }
}
