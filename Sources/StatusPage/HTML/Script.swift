/// What refreshes the page where scripts are allowed.
enum Script {
    /// Takes a new `<main>` every 15 s, and keeps what the visitor opened or closed, and where they are; says when none
    /// comes.
    static let text: Markup = """
        (() => {
          "use strict";
          const period = 15000, patience = 10000, contact = document.getElementById("contact");
          let last = Date.now(), busy = false;
          const ids = (root, test) => [...root.querySelectorAll("details[id]")].filter(test).map((one) => one.id);
          const toggled = (one) => one.open !== one.hasAttribute("data-open");
          const scrolled = (root) => [...root.querySelectorAll(".scroll")];
          const replace = (text) => {
            const next = new DOMParser().parseFromString(text, "text/html");
            const fresh = next.getElementById("main"), old = document.getElementById("main");
            if (!fresh) throw new Error("this is another page");
            const focus = document.activeElement && document.activeElement.closest("#main [id]");
            const changed = new Set(ids(old, toggled));
            const left = scrolled(old).map((one) => one.scrollLeft);
            const x = scrollX, y = scrollY;
            for (const one of fresh.querySelectorAll("details[id]")) if (changed.has(one.id)) one.open = !one.open;
            old.replaceWith(document.adoptNode(fresh));
            scrolled(fresh).forEach((one, index) => { one.scrollLeft = left[index] || 0; });
            if (focus) {
              const again = document.getElementById(focus.id);
              const target = again && (again.querySelector("summary, a") || again);
              if (target) target.focus({ preventScroll: true });
            }
            scrollTo(x, y);
            document.title = next.title;
          };
          const refresh = async () => {
            if (busy || document.hidden || String(getSelection())) return;
            busy = true;
            try {
              const signal = AbortSignal.timeout(patience);
              const answer = await fetch(location.pathname, { cache: "no-store", signal });
              if (!answer.ok) throw new Error("it answers " + answer.status);
              replace(await answer.text());
              last = Date.now();
              contact.textContent = "";
              document.body.classList.remove("lost");
            } catch (error) {
              const age = Math.round((Date.now() - last) / 1000);
              contact.textContent = "The exporter cannot be reached: what stands here is " + age + " s old.";
              document.body.classList.add("lost");
            } finally {
              busy = false;
            }
          };
          setInterval(refresh, period);
          document.addEventListener("visibilitychange", () => { if (Date.now() - last > period) refresh(); });
        })();

        """
}
