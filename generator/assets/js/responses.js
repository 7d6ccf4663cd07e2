/** Reading and locking the fields of a question, the same for practice and graded quizzes. */

/** The response as it goes over the wire, or null if the question is not answered. */
export function readResponse(fieldset) {
  const typed = fieldset.querySelector("input[type=text]");
  if (typed) return typed.value.trim() === "" ? null : typed.value;
  const ticked = Array.from(fieldset.querySelectorAll("input:checked"), (input) => input.value);
  if (ticked.length === 0) return null;
  return fieldset.querySelector("input[type=checkbox]") ? ticked : ticked[0];
}

/** Put a response back into the fields. */
export function writeResponse(fieldset, response) {
  for (const input of fieldset.querySelectorAll("input")) {
    if (input.type === "text") input.value = typeof response === "string" ? response : "";
    else input.checked = [].concat(response).includes(input.value);
  }
}

/**
 * Fields that can still be reached and read, but not changed. Disabling them would throw the
 * keyboard's focus back to the start of the page.
 */
export function lock(fieldset, locked) {
  fieldset.classList.toggle("is-locked", locked);
  for (const input of fieldset.querySelectorAll("input")) {
    if (input.type === "text") input.readOnly = locked;
    else if (locked) input.setAttribute("aria-disabled", "true");
    else input.removeAttribute("aria-disabled");
  }
}

/** Make `lock` hold: a locked tick box or radio button ignores clicks and keys. */
export function keepLocks(container) {
  container.addEventListener("click", (event) => {
    if (event.target.getAttribute("aria-disabled") === "true") event.preventDefault();
  });
}
