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
import { showAccount, showProgress } from "./progress.js";
import { watchEnd } from "./reading.js";
import { refusal } from "./wording.js";

const page = JSON.parse(document.getElementById("coursesite-page").textContent);
const practices = document.querySelectorAll(".cs-practice");
const exams = document.querySelectorAll(".cs-graded");
// Most pages need only a part of the scripts, and phones are on slow networks.
Promise.all([
  import(`./words-${page.language}.js`),
  practices.length > 0 ? import("./practice.js") : null,
  exams.length > 0 ? import("./graded.js") : null,
]).then(
  ([words, practice, graded]) => start(words.default, practice, graded),
  () => {}, // A script got lost: the page stays as it is without scripts and can be read.
);

function start(words, practice, graded) {
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
      if (state === "saved" && kind !== "opened") refreshProgress();
    });
  }

  practices.forEach((section) => {
    const ids = {
      course_id: section.dataset.course,
      lesson_id: section.dataset.lesson,
      quiz_id: section.dataset.quiz,
    };
    const passed = (note) => record("practice_passed", ids, note, words.saved);
    practice.startPractice(section, words, passed);
  });
  const context = { words, language, api, accountLink, connect, changed: refreshProgress };
  exams.forEach((section) => graded.startExam(section, context));
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
    const isExam = page.lessons.some(({ id, graded }) => id === page.lesson && graded.length > 0);
    if (marker === null || isExam) return; // An exam is completed by passing it.
    marker.setAttribute("role", "status");
    watchEnd(marker, () => {
      const note = (text) => marker.replaceChildren(text);
      record("read", ids, note, words.lesson_saved);
    });
  }
}
