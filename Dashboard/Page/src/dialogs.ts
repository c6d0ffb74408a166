import { element } from "./element.ts";

export interface Question {
  title: string;
  text: string;
  action: string; // what the button says
  isDanger?: boolean;
  fields?: {
    name: string;
    label: string;
    type: "text" | "password" | "number";
    value?: string;
    isOptional?: boolean;
  }[];
}

/** Asks the reader; the answers by their names, or null when it was called off. */
export function ask(question: Question): Promise<Record<string, string> | null> {
  const fields = (question.fields ?? []).map((field) =>
    element(
      "label.field",
      {},
      field.label,
      element("input", {
        name: field.name,
        type: field.type,
        value: field.value ?? "",
        step: field.type === "number" ? "any" : null,
        min: field.type === "number" ? "0" : null,
        required: !(field.isOptional ?? false),
        autocomplete: field.type === "password" ? "current-password" : "off",
      }),
    ),
  );
  const form = element<HTMLFormElement>(
    "form",
    { method: "dialog" },
    element("h2", { id: "dialog-title" }, question.title),
    element("p.quiet", {}, question.text),
    ...fields,
    element(
      "div.row",
      {},
      element("button.button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      element(question.isDanger ? "button.button.danger" : "button.button.primary", { value: "yes" }, question.action),
    ),
  );
  const dialog = element<HTMLDialogElement>("dialog", { "aria-labelledby": "dialog-title" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const answers = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      resolve(dialog.returnValue === "yes" ? answers : null);
      dialog.remove();
    });
  });
}
