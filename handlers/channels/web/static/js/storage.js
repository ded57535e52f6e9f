// Browser storage that may be missing: then what is kept lasts as long as the page.
export function keeper(storage, key) {
  let held = null;
  return {
    get() {
      try {
        return window[storage].getItem(key);
      } catch {
        return held;
      }
    },
    set(value) {
      held = value;
      try {
        window[storage].setItem(key, value);
      } catch {
        // held above
      }
    },
    remove() {
      held = null;
      try {
        window[storage].removeItem(key);
      } catch {
        // nothing was stored
      }
    },
  };
}
