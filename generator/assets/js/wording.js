/** Values and refusals in the words of the page's language. */

/** `text` with each {name} replaced by its value. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.prototype.hasOwnProperty.call(values, name) ? String(values[name]) : whole,
  );
}

/** 0.8 as "80%"; never rounded up to a mark that was not reached. */
export function percent(scaled) {
  return `${Math.floor(scaled * 1000 + 1e-6) / 10}%`;
}

/** A moment as people on this device write it: the time alone if it is today. */
export function moment(iso, language) {
  const at = new Date(iso);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(language, today ? time : { month: "long", day: "numeric", ...time });
}

/** What to tell a person about an ApiError. */
export function refusal(words, problem, language) {
  const text =
    words[`error_${problem.reason}`] || words[`error_${problem.code}`] || words.error_other;
  const until = problem.details.until;
  return fill(text, until ? { time: moment(until, language) } : {});
}
