/**
 * What is said, and the commands and shortcuts that start something. Slack's client refuses some before the bot hears.
 */

import { act } from "./api.js";
import { isCommand } from "./commands.js";
import { tell } from "./interact.js";
import { refresh } from "./live.js";
import { state } from "./state.js";
import { happened } from "./steps.js";
import { toast } from "./toasts.js";

/** Send a text, or run it where it is a command. False where it was refused and stays in the box. */
export async function sendText(text, thread) {
  const isSlash = text.startsWith("/");
  const problem = isSlash && problemOf(text, thread);
  if (!text || problem) {
    toast(problem, "problem");
    return false;
  }
  const channel = state.place;
  if (!isSlash) return sent(act("say", { text, channel, ...(thread && { thread_ts: thread }) }));
  return begun(act("command", { text, channel }));
}

function problemOf(text, thread) {
  const [word] = text.split(/\s/);
  if (!isCommand(text)) return `${word} is not a valid command.`;
  return thread && `${word} is not supported in threads. Sorry!`;
}

/** A global shortcut, or one of a message. */
export function runShortcut(kind, fields) {
  return begun(act(kind, fields));
}

async function begun(acting) {
  const isTaken = await sent(acting);
  if (isTaken) happened("command");
  return isTaken;
}

async function sent(acting) {
  const answer = await acting;
  tell(answer);
  refresh();
  return !answer.refused;
}
