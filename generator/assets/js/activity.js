/** Evidence of study on its way to the tracker: sent at once, or again when the network is back. */

import { newId } from "./api.js";

/**
 * Keeps activities until the tracker has them, for as long as the page is open.
 *
 * Nothing is sent before `connected` says that someone is signed in. `show` of an activity is called
 * with "saving", "saved", "not_saved" (it will be sent again) or "refused" and the ApiError.
 */
export function createRecorder(api) {
  const waiting = [];
  let signedIn = false;
  let sending = false;

  function record(activity, show) {
    waiting.push({ body: { id: newId(), ...activity }, show: show || (() => {}) });
    return flush();
  }

  async function flush() {
    if (!signedIn || sending) return;
    sending = true;
    try {
      while (waiting.length > 0 && (await send(waiting[0]))) waiting.shift();
    } finally {
      sending = false;
    }
  }

  /** Whether the tracker has decided, so that this activity need not wait any longer. */
  async function send({ body, show }) {
    show("saving");
    try {
      await api.post("activities", body);
      show("saved");
      return true;
    } catch (problem) {
      show(problem.lost ? "not_saved" : "refused", problem);
      return !problem.lost;
    }
  }

  function connected(learner) {
    signedIn = learner !== null && !learner.must_change_pin;
    return flush();
  }

  return { record, flush, connected };
}
