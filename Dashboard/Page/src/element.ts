type Child = Node | string | null;

/** Attributes by their HTML names; a name that begins with "on" is a listener; false and null leave one out. */
type Attributes = Record<string, string | number | boolean | null | ((event: Event) => void)>;

/** Makes an element: element("button.primary", { onclick: save }, "Save"). */
export function element<T extends HTMLElement = HTMLElement>(
  selector: string,
  attributes: Attributes = {},
  ...children: Child[]
): T {
  const [name, ...classes] = selector.split(".");
  const made = document.createElement(name!);
  return furnish(made, classes, attributes, children) as T;
}

/** The same for the parts of a drawing. */
export function drawing<T extends SVGElement = SVGElement>(
  selector: string,
  attributes: Attributes = {},
  ...children: Child[]
): T {
  const [name, ...classes] = selector.split(".");
  const made = document.createElementNS("http://www.w3.org/2000/svg", name!);
  return furnish(made, classes, attributes, children) as T;
}

/** Sets the text of an element, and touches the document only when it changes. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** Sets or takes away an attribute, and touches the document only when it changes. */
export function setAttribute(target: Element, name: string, value: string | null): void {
  if (value === null) {
    target.removeAttribute(name);
  } else if (target.getAttribute(name) !== value) {
    target.setAttribute(name, value);
  }
}

function furnish(made: Element, classes: string[], attributes: Attributes, children: Child[]): Element {
  if (classes.length > 0) {
    made.classList.add(...classes);
  }

  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(key.slice(2), value);
    } else if (value === true) {
      made.setAttribute(key, "");
    } else if (value !== false && value !== null) {
      made.setAttribute(key, String(value));
    }
  }

  made.append(...children.filter((child) => child !== null));
  return made;
}
