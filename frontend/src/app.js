// The entry: every module starts itself once; pages stay readable and forms usable without any of this.
import "htmx.org";
import * as attach from "./js/attach.js";
import * as alike from "./js/alike.js";
import * as bell from "./js/bell.js";
import * as celledit from "./js/celledit.js";
import * as cells from "./js/cells.js";
import * as columns from "./js/columns.js";
import * as combobox from "./js/combobox.js";
import * as composer from "./js/composer.js";
import * as conditions from "./js/conditions.js";
import * as copy from "./js/copy.js";
import * as dialogs from "./js/dialogs.js";
import * as drafts from "./js/drafts.js";
import * as due from "./js/due.js";
import * as filters from "./js/filters.js";
import * as forms from "./js/forms.js";
import * as messages from "./js/messages.js";
import * as offline from "./js/offline.js";
import * as history from "./js/history.js";
import * as inplace from "./js/inplace.js";
import * as keyboard from "./js/keyboard.js";
import * as lists from "./js/lists.js";
import * as look from "./js/look.js";
import * as mentions from "./js/mentions.js";
import * as palette from "./js/palette.js";
import * as panes from "./js/panes.js";
import * as peek from "./js/peek.js";
import * as requests from "./js/requests.js";
import * as rights from "./js/rights.js";
import * as side from "./js/side.js";
import * as toasts from "./js/toasts.js";
import * as walk from "./js/walk.js";

for (const part of [look, offline, requests, dialogs, toasts, combobox, celledit, inplace, history, cells, lists, keyboard, filters, palette, panes, forms, drafts, due, composer, mentions, messages, conditions, copy, rights, bell, alike, attach, walk, peek, columns, side]) part.start();

// What was unfolded before htmx listened asks for its content now; "once" keeps it from asking twice.
document.addEventListener("DOMContentLoaded", () => {
  for (const opened of document.querySelectorAll('details[open][hx-trigger^="toggle"]')) opened.dispatchEvent(new Event("toggle"));
});
