/** How far the learner is: the account's links, the bar, ticks in the contents, where to go on. */

import { element } from "./dom.js";
import { removeDrafts } from "./draft.js";
import { fill } from "./wording.js";

/** Fill the account's place in the header: who is signed in, or the way to do so. */
export function showAccount(slot, learner, { words, accountLink, csrfToken }) {
  if (learner === null) {
    const link = { class: "cs-header__button", href: accountLink("sign-in", true) };
    slot.replaceChildren(element("a", link, words.sign_in));
    return;
  }
  const token = element("input", { type: "hidden", name: "csrf_token", value: csrfToken() });
  slot.replaceChildren(
    element("span", { class: "cs-name" }, learner.name),
    element("a", { class: "cs-header__button", href: accountLink("") }, words.my_learning),
    element(
      "form",
      { method: "post", action: accountLink("sign-out"), submit: () => removeDrafts() },
      token,
      element("button", { class: "cs-header__button", type: "submit" }, words.sign_out),
    ),
  );
}

/** Show the tracker's answer to GET progress everywhere on the page. */
export function showProgress(progress, page, words) {
  const courses = new Map(progress.courses.map((course) => [course.id, course]));
  for (const bar of document.querySelectorAll(".cs-progress[data-course]")) {
    const course = courses.get(bar.dataset.course);
    bar.replaceChildren(...(course && course.total > 0 ? drawBar(course, words) : []));
  }
  tick(page, courses.get(page.course), words);
  for (const slot of document.querySelectorAll(".cs-resume")) {
    slot.replaceChildren(...(progress.resume ? [resumeLink(progress.resume, page, words)] : []));
    slot.hidden = !progress.resume;
  }
}

function drawBar({ completed, total }, words) {
  const text = fill(words.completed, { n: completed, total });
  const filled = element("span", { class: "cs-bar-filled" });
  filled.style.width = `${(100 * completed) / total}%`;
  const bar = element(
    "span",
    {
      class: "cs-bar",
      role: "progressbar",
      "aria-label": words.course_progress,
      "aria-valuemin": "0",
      "aria-valuemax": total,
      "aria-valuenow": completed,
      "aria-valuetext": text,
    },
    filled,
  );
  return [bar, element("span", { class: "cs-bar-text" }, text)];
}

/** Fill the ticks' places in the links to this course's completed lessons. */
function tick(page, course, words) {
  const done = page.lessons.filter((lesson) => isDone(lesson, course)).map((lesson) => lesson.id);
  for (const link of document.querySelectorAll("a[data-lesson]")) {
    const isTicked = done.includes(link.dataset.lesson);
    link.querySelectorAll(".cs-done").forEach((old) => old.remove());
    link.querySelectorAll(".cs-tick").forEach((place) => {
      place.textContent = isTicked ? "✓" : "";
    });
    if (isTicked) {
      link.append(element("span", { class: "cs-done cs-hidden" }, words.lesson_done));
    }
  }
}

/** The tracker's rule: a lesson with graded quizzes is done when they are passed, else when read. */
function isDone(lesson, course) {
  if (!course) return false;
  if (lesson.graded.length === 0) return course.lessons_read.includes(lesson.id);
  return lesson.graded.every((quiz) => course.quizzes_passed.includes(quiz));
}

function resumeLink({ url, title }, page, words) {
  const name = inLanguage(title, page.language);
  return element(
    "a",
    { class: "cs-button cs-button--main", href: page.base + inLanguage(url, page.language) },
    name ? fill(words.resume, { title: name }) : words.resume_untitled,
  );
}

function inLanguage(texts, language) {
  return texts ? texts[language] || Object.values(texts)[0] : null;
}
