// A code is read leaf by leaf: an address that names an article of another leaf leads there.
const wanted = location.hash.match(/^#c?(a\d+(?:-\d+)?)$/);
if (wanted && !document.getElementById(location.hash.slice(1))) {
  const address = new URL(location.href);
  if (address.searchParams.get("a") !== wanted[1]) {
    address.searchParams.set("a", wanted[1]);
    location.replace(address);
  }
}
