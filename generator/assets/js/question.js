/** One question of an attempt as fields to fill in, and what was answered as text. */

import { authored, element } from "./dom.js";
import { fill } from "./wording.js";

/** The fields of a question; `index` counts from 0. */
export function askQuestion({ words, language }, question, index) {
  const id = `question-${index + 1}`;
  const points = question.points > 1 ? fill(words.points, { n: question.points }) : null;
  return element(
    "fieldset",
    { class: "cs-question", id, "aria-labelledby": `${id}-name ${id}-stem` },
    element(
      "legend",
      { class: "cs-stem", id: `${id}-name` },
      element("span", { class: "cs-number" }, fill(words.question, { n: index + 1 })),
      " ",
      element("span", { class: "cs-kind" }, words[`kind_${question.kind}`]),
      " ",
      points && element("span", { class: "cs-kind" }, points),
    ),
    localised("div", { class: "cs-body", id: `${id}-stem` }, question.stem, language),
    question.choices.length > 0
      ? choices(question, language)
      : field(id, question.unit, words),
  );
}

function choices(question, language) {
  const type = question.kind === "multiple" ? "checkbox" : "radio";
  const items = question.choices.map((choice) =>
    element(
      "li",
      { class: "cs-choice" },
      element(
        "label",
        { class: "cs-label" },
        element("input", { type, name: question.id, value: choice.id }),
        element("span", { class: "cs-letter" }, letter(choice.id)),
        localised("span", { class: "cs-text" }, choice.text, language),
      ),
    ),
  );
  return element("ul", { class: "cs-choices" }, ...items);
}

function field(id, unit, words) {
  return element(
    "p",
    { class: "cs-typed" },
    element("label", { for: `${id}-input` }, words.your_response),
    element(
      "span",
      { class: "cs-entry" },
      element("input", {
        id: `${id}-input`,
        type: "text",
        maxlength: "200",
        autocapitalize: "off",
        autocomplete: "off",
        spellcheck: "false",
        "aria-describedby": unit ? `${id}-unit` : null,
      }),
      unit
        ? element(
            "span",
            { class: "cs-unit", id: `${id}-unit` },
            element("span", { class: "cs-hidden" }, fill(words.unit, { unit })),
            element("span", { "aria-hidden": "true" }, unit),
          )
        : null,
    ),
  );
}

/** Position "2" of an attempt as the letter people call it: "B". */
function letter(position) {
  return String.fromCharCode(64 + Number(position));
}

/** The text in the page's language, or in the one there is, marked as such. */
export function localised(tag, attributes, texts, language) {
  const own = language in texts ? language : Object.keys(texts)[0];
  const mark = own === language ? {} : { lang: own };
  return authored(tag, { ...attributes, ...mark }, own === undefined ? "" : texts[own]);
}

/** A response or a key as people read it: the choices' letters and texts, or what was typed. */
export function writeOut(question, response, language) {
  const given = [].concat(response);
  if (question.choices.length === 0) return [given.join(" / ")];
  return question.choices
    .filter((choice) => given.includes(choice.id))
    .map((choice) =>
      element(
        "span",
        { class: "cs-given" },
        element("span", { class: "cs-letter" }, letter(choice.id)),
        localised("span", { class: "cs-text" }, choice.text, language),
      ),
    );
}
