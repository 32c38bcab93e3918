// The script of boards: cards are moved by mouse, touch and keyboard; counts, further cards and short forms are fetched.
import * as drag from "./board/drag.js";
import * as forms from "./board/forms.js";
import * as heads from "./board/heads.js";
import * as keys from "./board/keys.js";

const board = document.querySelector("[data-board]");
if (board) for (const part of [heads, forms, drag, keys]) part.start(board);
