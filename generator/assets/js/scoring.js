/**
 * Whether a response answers a practice question: the tracker's rules, again in the browser.
 *
 * Pure. tests/contract/scoring.json holds both sides together. A question has the shape it has in
 * the answer key; a response is "b", ["a", "c"] or the text as typed.
 *
 * Typed text, in this order: NFKC; case folding; runs of ASCII white space become one space; outer
 * spaces go; a space between two Han characters goes. Typed numbers: NFKC; "。" becomes "." and "−"
 * "-"; a single "," becomes "." if there is no "."; then a sign, digits and a unit that may be left
 * out. Both are compared exactly.
 */

const HAN = "\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
// The second Han character stays outside the match: it may be the first of the next pair.
const BETWEEN_HAN = new RegExp(`([${HAN}]) (?=[${HAN}])`, "gu");
const BLANKS = /[\t\n\v\f\r ]+/g;
const OUTER_BLANKS = /^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g;
const MAX_TYPED_LENGTH = 500;
const NUMBER = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))([^]*)$/;

/** True if the response is right; anything that cannot be a response is wrong. */
export function score(question, response) {
  if (question.kind === "multiple") return isSameSet(rightChoices(question), response);
  if (typeof response !== "string" || response.length > MAX_TYPED_LENGTH) return false;
  if (question.kind === "numeric") return matchesNumber(question.numeric, response);
  if (question.kind === "short_text") return matchesText(question.accepted, response);
  return rightChoices(question).includes(response);
}

/** Ids of the choices to tick. */
export function rightChoices(question) {
  return (question.choices || []).filter((choice) => choice.correct).map((choice) => choice.id);
}

/** Typed text as it is compared. */
export function normaliseText(text) {
  return fold(text.normalize("NFKC"))
    .replace(BLANKS, " ")
    .replace(OUTER_BLANKS, "")
    .replace(BETWEEN_HAN, "$1");
}

/**
 * Case folding. Browsers have none; to lower case, up and down again makes the same characters equal
 * ("ß" and "ss", a final sigma), but for the Turkish i without a dot, which folds to nothing else.
 */
function fold(text) {
  return Array.from(text, (character) =>
    character === "ı" ? character : character.toLowerCase().toUpperCase().toLowerCase(),
  ).join("");
}

function isSameSet(right, response) {
  if (!Array.isArray(response)) return false;
  const given = new Set(response);
  if (given.size < response.length || given.size !== right.length) return false;
  return right.length > 0 && right.every((id) => given.has(id));
}

function matchesText(accepted, response) {
  const given = normaliseText(response);
  const texts = [].concat(...Object.values(accepted || {}));
  return given !== "" && texts.some((text) => normaliseText(text) === given);
}

function matchesNumber(key, typed) {
  let text = typed.normalize("NFKC").replace(OUTER_BLANKS, "");
  text = text.replace(/。/g, ".").replace(/\u2212/g, "-");
  if (text.split(",").length === 2 && !text.includes(".")) text = text.replace(",", ".");
  const given = parseNumber(text);
  if (given === null) return false;
  if (given.unit !== "" && given.unit !== normaliseUnit(key.unit)) return false;
  const value = parseNumber(key.value);
  const tolerance = parseNumber(key.tolerance);
  const places = Math.max(given.places, value.places, tolerance.places);
  const away = scale(given, places) - scale(value, places);
  return (away < 0 ? -away : away) <= scale(tolerance, places);
}

/** {digits: BigInt with sign, places: digits behind the point, unit}, or null. */
function parseNumber(text) {
  const found = NUMBER.exec(text);
  if (found === null) return null;
  const [, sign, whole, fraction, onlyFraction, unit] = found;
  const behind = fraction || onlyFraction || "";
  const digits = BigInt(`${whole || ""}${behind}`);
  const isNegative = sign === "-";
  return {
    digits: isNegative ? -digits : digits,
    places: behind.length,
    unit: normaliseUnit(unit),
  };
}

function scale({ digits, places }, wanted) {
  return digits * BigInt(10) ** BigInt(wanted - places);
}

function normaliseUnit(unit) {
  return unit.normalize("NFKC").replace(BLANKS, "");
}
