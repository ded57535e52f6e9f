// A link's token stands behind the #, which no server, proxy or log ever sees; here it is put into
// the form, which is sent at once: that uses nothing up.
export function fillToken() {
  const field = document.getElementById("f-token");
  const found = /^#t=([\w-]+)$/.exec(location.hash);
  if (!field || !found) return;
  field.value = found[1];
  history.replaceState(null, "", location.pathname + location.search);
  field.form.requestSubmit ? field.form.requestSubmit() : field.form.submit();
}
