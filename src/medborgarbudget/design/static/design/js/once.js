// The elements under root that match and have not been enhanced for the purpose before.
const seen = new WeakMap();

export function once(root, selector, purpose = selector) {
  return [...root.querySelectorAll(selector)].filter((element) => {
    const purposes = seen.get(element) ?? seen.set(element, new Set()).get(element);
    return !purposes.has(purpose) && purposes.add(purpose);
  });
}

// 1250000 → "1 250 000 kr", as the server writes it.
export const kronor = (amount) => String(amount).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0") + "\u00a0kr";
