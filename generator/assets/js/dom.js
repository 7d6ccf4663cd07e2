/** Making elements: the few lines that stand where a framework would. */

/**
 * Make an element. Attributes that are false, null or undefined are left out, true becomes an empty
 * attribute, and a function is a listener for the event of that name.
 */
export function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An element around HTML that the site's own authors wrote and the tracker handed out. */
export function authored(tag, attributes, html) {
  const node = element(tag, attributes);
  node.innerHTML = html;
  return node;
}

/** A button that does not send a form. */
export function button(text, kind, click) {
  return element("button", { type: "button", class: `cs-button ${kind}`, click }, text);
}

/** A sign for the eye; whoever cannot see it gets the words beside it. */
export function sign(character) {
  return element("span", { class: "cs-sign", "aria-hidden": "true" }, character);
}

/** Right and wrong differ in shape and not only in colour. */
export function verdictSign(correct) {
  return sign(correct ? "✓" : "✗");
}

/** A paragraph of plain text beside the questions. */
export function note(text, role) {
  return element("p", { class: "cs-note", role: role || null }, text);
}
