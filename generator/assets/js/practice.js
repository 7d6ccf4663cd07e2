/** A practice quiz: each answer is judged at once, here, with or without a network. */

import { button, element, sign, verdictSign } from "./dom.js";
import { keepLocks, lock, readResponse } from "./responses.js";
import { rightChoices, score } from "./scoring.js";
import { fill, percent } from "./wording.js";

/**
 * Bring a practice quiz of the page to life. `passed(note)` is called once for each run that meets
 * the pass mark; `note(text)` puts a line below the score.
 */
export function startPractice(section, words, passed) {
  const keys = JSON.parse(section.querySelector(".cs-keys").textContent);
  const form = section.querySelector("form");
  const result = element("div", { class: "cs-score", role: "status" });
  const questions = keys.map((key) =>
    startQuestion(form.querySelector(`[data-question="${key.id}"]`), key, words, finish),
  );
  keepLocks(form);
  form.after(result);

  function finish() {
    if (questions.some((question) => question.correct === null)) return;
    const right = questions.filter((question) => question.correct);
    const [numerator, denominator] = section.dataset.passMark.split("/").map(Number);
    const reached = sum(right) * denominator >= sum(questions) * numerator;
    const mark = percent(numerator / denominator);
    const note = element("p", { class: "cs-note" });
    result.append(
      element(
        "p",
        { class: `cs-verdict ${reached ? "is-right" : "is-wrong"}` },
        verdictSign(reached),
        fill(words.practice_score, { n: right.length, total: questions.length }),
      ),
      element("p", {}, fill(reached ? words.practice_passed : words.practice_failed, { mark })),
      note,
    );
    result.after(button(words.retry, "cs-retry", restart));
    if (reached) passed((text) => note.replaceChildren(text));
  }

  function restart(event) {
    event.currentTarget.remove();
    form.reset();
    result.replaceChildren();
    questions.forEach((question) => question.reset());
    const title = section.querySelector(".cs-title");
    title.tabIndex = -1;
    title.focus();
  }
}

function sum(questions) {
  return questions.reduce((total, question) => total + question.points, 0);
}

/** One question; `correct` is null until it has been judged. */
function startQuestion(fieldset, key, words, judged) {
  const parts = takeAnswer(fieldset);
  const outcome = element("div", { class: "cs-outcome", role: "status" });
  const check = button(words.check, "cs-check", judge);
  const waitsForChange = key.kind === "single" || key.kind === "true_false";
  const question = { points: key.points, correct: null, reset };
  const hints = Array.from(fieldset.querySelectorAll(".cs-hint"));
  check.hidden = waitsForChange;
  // Hints come below the button: whoever knows the answer need not pass them.
  fieldset.append(check, ...hints, outcome);
  showHintsByStep(hints);
  if (waitsForChange) judgeOnChange(fieldset, judge, offerCheck);
  else judgeOnEnter(fieldset, judge);

  function offerCheck() {
    if (question.correct !== null) return;
    check.hidden = false;
    outcome.replaceChildren(element("p", {}, words.press_check));
  }

  function judge() {
    if (question.correct !== null) return;
    const response = readResponse(fieldset);
    if (response === null) {
      const typed = fieldset.querySelector("input[type=text]");
      outcome.replaceChildren(element("p", {}, typed ? words.type_first : words.choose_first));
      return;
    }
    question.correct = score(key, response);
    if (document.activeElement === check) focusForNext(fieldset);
    check.hidden = true;
    lock(fieldset, true);
    markChoices(fieldset, key, response, parts.feedback, words);
    outcome.replaceChildren(...explain(question.correct, parts, key, words));
    judged();
  }

  function reset() {
    question.correct = null;
    check.hidden = waitsForChange;
    lock(fieldset, false);
    outcome.replaceChildren();
    const shown = fieldset.querySelectorAll(".cs-result, .cs-choice .cs-feedback");
    shown.forEach((node) => node.remove());
    fieldset.querySelectorAll(".cs-choice").forEach((choice) => {
      choice.classList.remove("is-right", "is-wrong");
    });
    hints.forEach((hint) => hint.removeAttribute("open"));
  }

  return question;
}

/** Take key, feedback and explanation out of the closed answer that readers without scripts open. */
function takeAnswer(fieldset) {
  const answer = fieldset.querySelector(".cs-answer");
  const feedback = new Map();
  for (const node of answer.querySelectorAll(".cs-feedback")) {
    node.querySelector(".cs-letter").remove();
    feedback.set(node.dataset.choice, node);
  }
  answer.remove();
  for (const choice of fieldset.querySelectorAll(".cs-choice")) {
    choice.append(element("div", { "aria-live": "polite" }));
  }
  return {
    feedback,
    key: answer.querySelector(".cs-key"),
    explanation: answer.querySelector(".cs-explanation"),
  };
}

/** The next hint appears when the one before it has been opened. */
function showHintsByStep(hints) {
  const update = () => {
    hints.forEach((hint, index) => {
      hint.hidden = index > 0 && !hints[index - 1].open;
    });
  };
  hints.forEach((hint) => hint.addEventListener("toggle", update));
  update();
}

/**
 * Judge when a choice is made. Arrow keys pass over choices on the way to the one that is meant, so
 * they only offer the button; Enter or space then decides.
 */
function judgeOnChange(fieldset, judge, offerCheck) {
  let passing = false;
  fieldset.addEventListener("keydown", (event) => {
    passing = event.key.startsWith("Arrow");
    const decides = event.key === "Enter" || (event.key === " " && event.target.checked);
    if (event.target.type !== "radio" || !decides) return;
    event.preventDefault();
    judge();
  });
  fieldset.addEventListener("pointerdown", () => {
    passing = false;
  });
  fieldset.addEventListener("change", () => (passing ? offerCheck() : judge()));
}

/** Enter judges, except where it only ends the choice of a Chinese character. */
function judgeOnEnter(fieldset, judge) {
  fieldset.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    judge();
  });
}

/** The button that has the focus is about to go: hand the focus to the field that was judged. */
function focusForNext(fieldset) {
  (fieldset.querySelector("input:checked") || fieldset.querySelector("input")).focus();
}

function markChoices(fieldset, key, response, feedback, words) {
  const right = rightChoices(key);
  const chosen = [].concat(response);
  for (const choice of fieldset.querySelectorAll(".cs-choice")) {
    const id = choice.dataset.choice;
    const isRight = right.includes(id);
    const isChosen = chosen.includes(id);
    if (!isRight && !isChosen) continue;
    const text = isRight ? words.choice_right : words.choice_wrong;
    choice.classList.add(isRight ? "is-right" : "is-wrong");
    choice.firstElementChild.append(
      key.kind === "multiple" && !isChosen
        ? element("span", { class: "cs-result" }, sign("○"), ` ${words.choice_missed}`)
        : element("span", { class: "cs-result" }, verdictSign(isRight), ` ${text}`),
    );
    // Feedback speaks to whoever chose this; the right choice beside it is told by its mark.
    if (isChosen && feedback.has(id)) choice.lastElementChild.append(feedback.get(id));
  }
}

function explain(correct, parts, key, words) {
  const verdict = element(
    "p",
    { class: `cs-verdict ${correct ? "is-right" : "is-wrong"}` },
    verdictSign(correct),
    correct ? words.right : words.wrong,
  );
  const answer = correct || key.choices ? [] : [parts.key];
  return [verdict, ...answer, ...(parts.explanation ? [parts.explanation] : [])];
}
