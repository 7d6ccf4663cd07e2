/** What came of an attempt: the score, pass or not, and question by question what was wrong. */

import { button, element, note, verdictSign } from "./dom.js";
import { localised, writeOut } from "./question.js";
import { fill, moment, percent } from "./wording.js";

/** Show a result and move the focus to its heading; `responses` are the learner's own. */
export function showResult(exam, attempt, result, responses) {
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
  exam.show(heading, score, ...next(exam, result), review(exam, attempt, result, responses));
  heading.focus();
}

/** Whether and when the learner may try again. */
function next(exam, result) {
  const { words, language } = exam;
  if (result.passed) return [];
  if (result.attempts_left === 0) return [note(words.attempts_used_up)];
  const left =
    result.attempts_left === null ? null : note(fill(words.attempts_left, { n: result.attempts_left }));
  const at = result.next_attempt_at;
  if (at && new Date(at) > new Date()) {
    return [left, note(fill(words.cool_down_until, { time: moment(at, language) }))];
  }
  return [left, button(words.start_again, "cs-again", exam.refresh)];
}

function review(exam, attempt, result, responses) {
  const outcomes = new Map(result.questions.map((outcome) => [outcome.id, outcome]));
  const items = attempt.questions
    .filter((question) => outcomes.has(question.id))
    .map((question, index) => {
      const response = responses[question.id];
      return reviewOne(exam, question, index, outcomes.get(question.id), response);
    });
  return element(
    "section",
    { class: "cs-review" },
    element("h4", {}, exam.words.review_title),
    element("ol", {}, ...items),
  );
}

function reviewOne(exam, question, index, outcome, response) {
  const { words, language } = exam;
  const text = outcome.correct ? words.question_right : words.question_wrong;
  const given = response === undefined ? [words.not_answered] : writeOut(question, response, language);
  return element(
    "li",
    { class: outcome.correct ? "is-right" : "is-wrong" },
    element("p", { class: "cs-verdict" }, verdictSign(outcome.correct), fill(text, { n: index + 1 })),
    localised("div", { class: "cs-body" }, question.stem, language),
    line(words.your_answer, given),
    outcome.key && line(words.answer, writeOut(question, outcome.key, language)),
    outcome.explanation &&
      element(
        "div",
        { class: "cs-explanation" },
        element("p", { class: "cs-explanation-title" }, words.explanation),
        localised("div", {}, outcome.explanation, language),
      ),
  );
}

function line(name, nodes) {
  return element("p", { class: "cs-key" }, element("strong", {}, name), " ", ...nodes);
}
