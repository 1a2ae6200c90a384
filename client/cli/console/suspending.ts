import type { LiveConsole } from "./console.ts";

/** What stands between us and the shell (`deno task`) hands Ctrl-Z on late. */
const ECHO_MS = 500;

/**
 * Gives the terminal back when Ctrl-Z suspends this program, and draws again
 * when it goes on.
 *
 * @param view What draws.
 * @param isResumable Whether anybody could let it go on; else Ctrl-Z does
 * nothing, as the kernel has it.
 * @returns Dispose of it to leave Ctrl-Z to the runtime.
 */
export function giveBackOnSuspend(
  view: Pick<LiveConsole, "leave" | "draw">,
  isResumable: () => boolean,
): Disposable {
  let isSuspending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const suspend = () => {
    if (isSuspending || !isResumable()) return;
    isSuspending = true;
    // All of the job, as Ctrl-Z does where nobody listens: `deno task` does,
    // and would neither stop nor let its shell know.
    void view.leave().then(() => Deno.kill(0, "SIGSTOP"));
  };
  const resume = () => {
    view.draw();
    clearTimeout(timer);
    timer = setTimeout(() => isSuspending = false, ECHO_MS);
  };
  Deno.addSignalListener("SIGTSTP", suspend);
  Deno.addSignalListener("SIGCONT", resume);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      Deno.removeSignalListener("SIGTSTP", suspend);
      Deno.removeSignalListener("SIGCONT", resume);
    },
  };
}
