// htmx, configured and watched: the token on every request, failures said in words, nothing typed is lost.
import { renew, text, token } from "./page.js";
import { toast } from "./toasts.js";
import { confirm, show } from "./dialogs.js";

const WORDS = { 403: "forbidden", 404: "gone", 410: "gone", 413: "large", 429: "often" };

export function start() {
  document.addEventListener("htmx:before:on:init", (event) => event.preventDefault());
  document.addEventListener("htmx:config:request", sign);
  document.addEventListener("htmx:after:request", judge);
  document.addEventListener("htmx:error", unreachable);
  document.addEventListener("htmx:confirm", sure);
}

// Code in attributes is never run: the policy of the page forbids it and so do we.
function sign(event) {
  const { request } = event.detail.ctx;
  if (/^\s*(js|javascript):/i.test(request.action)) return event.preventDefault();
  request.headers["X-CSRFToken"] = token();
}

function judge(event) {
  const { ctx } = event.detail;
  const { status, raw } = ctx.response;
  renew(raw.headers);
  if (status === 401 || (raw.redirected && new URL(raw.url).pathname.startsWith("/sign-in"))) {
    event.preventDefault();
    return session();
  }
  if (status === 409 && show(ctx.text)) return;
  if (status >= 400 && status !== 422) report(status, ctx.text, raw.headers.get("X-Request-ID"));
}

/** Says what went wrong; `problem` is a response or an error. */
export async function failed(problem) {
  if (!(problem instanceof Response)) return toast(text("offline"));
  if (problem.status === 401 || problem.redirected) return session();
  renew(problem.headers);
  const answer = await problem.text();
  if (problem.status === 409 && show(answer)) return;
  report(problem.status, answer, problem.headers.get("X-Request-ID"));
}

// A fragment of the server (marked data-error) speaks for itself; else the sentence of the status.
function report(status, answer, id) {
  const page = new DOMParser().parseFromString(answer ?? "", "text/html");
  const own = page.querySelector("[data-error], .toast p, .alert-text")?.textContent.trim();
  const words = own || text(WORDS[status] ?? "failed");
  toast(id && status >= 500 ? `${words} (${text("request", { id })})` : words);
}

function session() {
  toast(text("session"), "bad", { href: "/sign-in", link: text("signIn") });
}

function unreachable(event) {
  const name = event.detail.error?.name;
  if (name === "TypeError" || name === "AbortError" || name === "TimeoutError" || event.detail.ctx?.response === undefined) toast(text("offline"));
}

function sure(event) {
  const { ctx, issueRequest, dropRequest } = event.detail;
  event.preventDefault();
  confirm(ctx.confirm).then((yes) => (yes ? issueRequest() : dropRequest()));
}
