/** Light and dark follow the system until somebody picks one; the choice is kept in this browser. */

import { state, update } from "./state.js";

const KEPT_AS = "keydesk-demo-theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
  return state.theme ? state.theme === "dark" : systemIsDark.matches;
}

export function applyTheme() {
  setTheme(localStorage.getItem(KEPT_AS) ?? "");
  systemIsDark.addEventListener("change", () => update());
}

export function switchTheme() {
  const theme = isDark() ? "light" : "dark";
  localStorage.setItem(KEPT_AS, theme);
  setTheme(theme);
}

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  update({ theme });
}
