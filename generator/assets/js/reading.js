/** When a lesson counts as read: its end has been seen and the page was open for a while. */

const LEAST_OPEN_MS = 5000;

/** Calls `read` once, when the end marker has been seen and the least time has passed. */
export function watchEnd(marker, read) {
  const opened = Date.now();
  let isSeen = false;
  const observer = new IntersectionObserver((entries) => {
    if (isSeen || !entries.some((entry) => entry.isIntersecting)) return;
    isSeen = true;
    observer.disconnect();
    setTimeout(read, Math.max(0, LEAST_OPEN_MS - (Date.now() - opened)));
  });
  observer.observe(marker);
}
