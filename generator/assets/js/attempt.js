/** The questions of an open attempt: answering, keeping the answers, handing in once. */

import { button, element } from "./dom.js";
import { loadDraft, removeDrafts, saveDraft } from "./draft.js";
import { askQuestion } from "./question.js";
import { keepLocks, lock, readResponse, writeResponse } from "./responses.js";
import { showResult } from "./result.js";
import { fill, refusal } from "./wording.js";

/** Show the questions on one page; `moveFocus` if the learner has just asked for them. */
export function showAttempt(exam, attempt, moveFocus) {
  const { words } = exam;
  const quiz = `${exam.courseId}/${exam.quizId}`;
  const fieldsets = attempt.questions.map((question, index) => askQuestion(exam, question, index));
  const count = element("p", { class: "cs-count" });
  const kept = element("p", { class: "cs-note" }, words.draft_kept);
  const panel = element("div", { class: "cs-panel" });
  const submit = button(words.submit, "cs-primary cs-submit", askAboutUnanswered);
  const title = element(
    "h3",
    { class: "cs-attempt-title", tabindex: "-1" },
    fill(words.attempt_title, { n: attempt.number }),
  );
  let isSent = false;
  const form = element("form", { class: "cs-form", autocomplete: "off", novalidate: true });
  form.append(...fieldsets, count, submit, panel);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", keep);
  keepLocks(form);

  const draft = loadDraft(attempt.id);
  if (draft) {
    attempt.questions.forEach((question, index) => {
      const response = draft.responses[question.id];
      if (response !== undefined) writeResponse(fieldsets[index], response);
    });
  }
  exam.show(title, moveFocus ? null : element("p", {}, words.resumed), kept, form);
  showCount();
  if (moveFocus) title.focus();

  function collect() {
    const responses = {};
    attempt.questions.forEach((question, index) => {
      const response = readResponse(fieldsets[index]);
      if (response !== null) responses[question.id] = response;
    });
    return responses;
  }

  function keep() {
    const isKept = saveDraft(attempt.id, { quiz, responses: collect() });
    kept.textContent = isKept ? words.draft_kept : words.draft_not_kept;
    panel.replaceChildren();
    submit.hidden = false;
    showCount();
  }

  function showCount() {
    const n = Object.keys(collect()).length;
    count.textContent = fill(words.answered_count, { n, total: fieldsets.length });
  }

  function askAboutUnanswered() {
    const open = fieldsets.filter((fieldset) => readResponse(fieldset) === null);
    if (open.length === 0) return send();
    const heading = element(
      "h4",
      { id: `unanswered-${attempt.id}`, tabindex: "-1" },
      fill(words.unanswered_title, { n: open.length }),
    );
    submit.hidden = true;
    panel.replaceChildren(
      element(
        "div",
        { class: "cs-confirm", role: "group", "aria-labelledby": heading.id },
        heading,
        element("p", {}, words.unanswered_text),
        element("ul", { class: "cs-open" }, ...open.map(linkTo)),
        button(words.back_to_questions, "cs-back", () => goTo(open[0])),
        button(words.submit_anyway, "cs-primary cs-submit-anyway", send),
      ),
    );
    heading.focus();
    return undefined;
  }

  function linkTo(fieldset) {
    const go = (event) => {
      event.preventDefault();
      goTo(fieldset);
    };
    const name = fieldset.querySelector(".cs-number").textContent;
    return element("li", {}, element("a", { href: `#${fieldset.id}`, click: go }, name));
  }

  function goTo(fieldset) {
    panel.replaceChildren();
    submit.hidden = false;
    fieldset.scrollIntoView();
    fieldset.querySelector("input").focus({ preventScroll: true });
  }

  /** Hand in. The body is made once; sending again after a lost answer sends the same. */
  async function send() {
    if (isSent) return;
    isSent = true;
    const body = { responses: collect() };
    saveDraft(attempt.id, { quiz, responses: body.responses });
    fieldsets.forEach((fieldset) => lock(fieldset, true));
    submit.hidden = true;
    const message = element("p", { class: "cs-note", role: "status", tabindex: "-1" });
    panel.replaceChildren(message);
    message.focus();
    await sendBody(body, message);
  }

  async function sendBody(body, message) {
    message.textContent = words.submitting;
    try {
      const result = await exam.api.post(`attempts/${attempt.id}/submission`, body);
      removeDrafts(quiz);
      showResult(exam, attempt, result);
      exam.changed();
    } catch (problem) {
      const isUnsent = problem.lost && problem.code !== "too_many";
      message.textContent = isUnsent
        ? words.submit_failed
        : refusal(words, problem, exam.language);
      panel.append(problem.lost ? retry(body, message) : exam.wayOn(problem));
    }
  }

  function retry(body, message) {
    return button(words.submit_again, "cs-primary cs-submit-again", (event) => {
      event.currentTarget.remove();
      message.focus();
      sendBody(body, message);
    });
  }
}
