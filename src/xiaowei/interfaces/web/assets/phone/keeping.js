// Home of asking the service worker to keep 发现问题; without one the page works while it is open.
export async function keepForLater(worker) {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker);
    (await navigator.serviceWorker.ready).active.postMessage("keep");
  } catch {
    // A browser that forbids it is served as one that has none.
  }
}
