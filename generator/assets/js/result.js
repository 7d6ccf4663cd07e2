/** What came of an attempt: the score, pass or not, and question by question what was wrong. */

import { button, element, note, verdictSign } from "./dom.js";
import { localised, writeOut } from "./question.js";
import { fill, moment, percent } from "./wording.js";

/** Show a result and move the focus to its heading. */
export function showResult(exam, attempt, result) {
  const { words } = exam;
  const name = result.passed ? "is-right" : "is-wrong";
  const heading = element(
    "h3",
    { class: `cs-verdict cs-result-title ${name}`, tabindex: "-1" },
    verdictSign(result.passed),
    result.passed ? words.passed : words.failed,
  );
  const score = element(
    "p",
    { class: "cs-result-score" },
    fill(words.result_score, {
      raw: result.raw,
      max: result.max,
      percent: percent(result.scaled),
      mark: percent(result.pass_mark),
    }),
  );
  exam.show(heading, score, ...next(exam, result), review(exam, attempt, result));
  heading.focus();
}

/** Whether and when the learner may try again. */
function next(exam, result) {
  const { words, language } = exam;
  if (result.passed) return [];
  if (result.attempts_left === 0) return [note(words.attempts_used_up)];
  const { attempts_left: n } = result;
  const left = n === null ? null : note(fill(words.attempts_left, { n }));
  const at = result.next_attempt_at;
  if (at && new Date(at) > new Date()) {
    return [left, note(fill(words.cool_down_until, { time: moment(at, language) }))];
  }
  return [left, button(words.start_again, "cs-again", exam.refresh)];
}

function review(exam, attempt, result) {
  const questions = new Map(attempt.questions.map((question) => [question.id, question]));
  const items = result.questions.map((outcome, index) =>
    reviewOne(exam, questions.get(outcome.id), outcome, index),
  );
  return element(
    "section",
    { class: "cs-review" },
    element("h4", {}, exam.words.review_title),
    element("ol", {}, ...items),
  );
}

function reviewOne({ words, language }, question, outcome, index) {
  const { correct, response, key, feedback, explanation } = outcome;
  const name = fill(correct ? words.question_right : words.question_wrong, { n: index + 1 });
  const given = response === null ? [words.not_answered] : writeOut(question, response, language);
  return element(
    "li",
    { class: correct ? "is-right" : "is-wrong" },
    element("p", { class: "cs-verdict" }, verdictSign(correct), name),
    localised("div", { class: "cs-body" }, question.stem, language),
    line(words.your_answer, given),
    ...Object.values(feedback || {}).map((text) => localised("div", {}, text, language)),
    key && line(words.answer, writeOut(question, key, language)),
    explanation &&
      element(
        "div",
        { class: "cs-explanation" },
        element("p", { class: "cs-explanation-title" }, words.explanation),
        localised("div", {}, explanation, language),
      ),
  );
}

function line(name, nodes) {
  return element("p", { class: "cs-key" }, element("strong", {}, name), " ", ...nodes);
}
