/**
 * A graded quiz: what the learner may do now, and opening an attempt.
 *
 * The tracker draws, shuffles, marks and counts; this shows what it says. Answering is in attempt.js,
 * the outcome in result.js.
 */

import { newId } from "./api.js";
import { showAttempt } from "./attempt.js";
import { button, element, note } from "./dom.js";
import { findDraft, removeDrafts } from "./draft.js";
import { showResult } from "./result.js";
import { fill, moment, percent, refusal } from "./wording.js";

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * Bring a graded quiz of the page to life.
 *
 * `context` holds words, language, api (null without a tracker), accountLink(name, leadsBack) to a
 * page of the tracker, connect() for the session (null if the tracker cannot be reached) and
 * changed(), called when the learner's progress may have changed.
 */
export function startExam(section, context) {
  const area = section.querySelector(".cs-exam");
  const { course: courseId, quiz: quizId } = section.dataset;
  const { words } = context;
  const exam = { ...context, courseId, quizId, show, wayOn, refresh };
  const path = `quizzes/${encodeURIComponent(courseId)}/${encodeURIComponent(quizId)}`;
  // Made once: opening again after a lost answer must not open a second attempt.
  let newAttemptId = newId();
  area.tabIndex = -1;

  /** Show these and nothing else. Focus on a button that goes does not fall back to the page's top. */
  function show(...nodes) {
    const hadFocus = area.contains(document.activeElement);
    area.replaceChildren(...nodes.filter(Boolean));
    if (hadFocus) area.focus();
  }

  /** Say why something was refused, and offer the way on. */
  function fail(problem) {
    show(note(refusal(words, problem, context.language), "alert"), wayOn(problem));
  }

  /** Where a refusal can be mended: changing the PIN, signing in, or trying again. */
  function wayOn(problem) {
    if (problem.reason === "pin_change_required") {
      return link(context.accountLink("pin", true), words.change_pin);
    }
    if (problem.code === "unauthenticated") return signIn();
    return again();
  }

  function signIn() {
    return link(context.accountLink("sign-in", true), words.sign_in);
  }

  function again() {
    return button(words.try_again, "cs-again", refresh);
  }

  async function refresh() {
    const { api } = context;
    if (api === null) return show(note(words.no_tracker_here));
    show(note(words.loading));
    const session = await context.connect();
    if (session === null) return show(note(words.no_tracker), again());
    if (session.learner === null) return show(note(words.sign_in_needed), signIn());
    if (session.learner.must_change_pin) {
      return fail({ reason: "pin_change_required", details: {} });
    }
    try {
      const status = await api.get(path);
      if (status.open_attempt) return await open(await api.get(`attempts/${status.open_attempt}`));
      const unseen = await findUnseenResult(exam);
      if (unseen) return showResult(exam, unseen, unseen.submission);
      return showStatus(exam, status, start);
    } catch (problem) {
      return fail(problem);
    }
  }

  async function start() {
    show(note(words.loading));
    try {
      const body = { course_id: courseId, quiz_id: quizId };
      await open(await context.api.put(`attempts/${newAttemptId}`, body), true);
    } catch (problem) {
      fail(problem);
    }
  }

  async function open(attempt, isNew) {
    newAttemptId = newId();
    removeDrafts(`${courseId}/${quizId}`, attempt.id);
    showAttempt(exam, attempt, isNew === true);
  }

  return refresh();
}

function link(href, text) {
  return element("a", { class: "cs-button cs-primary", href }, text);
}

/** Pairs of a name and a value as a list; pairs without a value are left out. */
function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null);
  return element(
    "dl",
    { class: "cs-rules" },
    ...rows.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)),
    ),
  );
}

function showStatus(exam, status, start) {
  const { words, language } = exam;
  const { attempts_used: used, attempts_allowed: allowed, best } = status;
  const wait = status.next_attempt_at ? new Date(status.next_attempt_at) - Date.now() : 0;
  const usedText = allowed
    ? fill(words.used_value, { n: used, total: allowed })
    : fill(words.used_unlimited_value, { n: used });
  const bestText = best && fill(words.best_value, { ...best, percent: percent(best.scaled) });
  const known = used > 0 ? facts([[words.used, usedText], [words.best, bestText]]) : null;
  if (status.passed) return exam.show(note(words.already_passed), known);
  if (allowed && used >= allowed) return exam.show(known, note(words.attempts_used_up));
  if (wait > 0) {
    if (wait < LONGEST_WAIT_MS) setTimeout(exam.refresh, wait + 1000);
    const until = moment(status.next_attempt_at, language);
    return exam.show(known, note(fill(words.cool_down_until, { time: until })));
  }
  const text = used > 0 ? words.start_again : words.start;
  return exam.show(known, button(text, "cs-primary cs-start", start));
}

/** An attempt that was handed in although the answer got lost on the way back, or null. */
async function findUnseenResult({ api, courseId, quizId }) {
  const quiz = `${courseId}/${quizId}`;
  const attemptId = findDraft(quiz);
  if (attemptId === null) return null;
  try {
    const attempt = await api.get(`attempts/${attemptId}`);
    removeDrafts(quiz);
    return attempt.submission ? attempt : null;
  } catch (problem) {
    if (problem.lost) throw problem;
    // Not this learner's attempt: whoever left it here does not lose a handed-in answer by it.
    removeDrafts(quiz);
    return null;
  }
}
