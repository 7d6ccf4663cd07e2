/**
 * What a learner has answered but not handed in, kept on this device through a reload.
 *
 * The key is the attempt's id, which only its learner can get from the tracker; a draft holds no
 * name. It goes when the attempt is handed in, when another attempt of the quiz begins and on
 * signing out.
 */

const PREFIX = "coursesite:draft:";

/** The draft of an attempt: {quiz, responses}, or null. */
export function loadDraft(attemptId) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + attemptId));
  } catch (problem) {
    return null;
  }
}

/** True if the browser has kept it. */
export function saveDraft(attemptId, draft) {
  try {
    localStorage.setItem(PREFIX + attemptId, JSON.stringify(draft));
    return true;
  } catch (problem) {
    return false;
  }
}

/** Id of the attempt of this quiz that has a draft here, or null. */
export function findDraft(quiz) {
  const isOfQuiz = (id) => (loadDraft(id) || {}).quiz === quiz;
  return ids().find(isOfQuiz) || null;
}

/** Remove the drafts of a quiz, or all of them; `except` is the id of an attempt to keep. */
export function removeDrafts(quiz, except) {
  for (const id of ids()) {
    if (id === except || (quiz && (loadDraft(id) || {}).quiz !== quiz)) continue;
    localStorage.removeItem(PREFIX + id);
  }
}

function ids() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length));
  } catch (problem) {
    return [];
  }
}
