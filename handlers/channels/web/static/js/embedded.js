// Within another site's page: Escape is for the panel around us, which doesn't hear our keys.
if (window.parent !== window) {
  document.addEventListener("keydown", (event) => {
    // Whatever the key closed here, a list or a sheet, has said that it is done.
    if (event.key !== "Escape" || event.defaultPrevented) return;
    window.parent.postMessage("pufa:close", "*"); // it says nothing that others mustn't hear
  });
}
