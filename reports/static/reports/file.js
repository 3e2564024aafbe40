/* The page of a file that is being made, kept up to date. Without this the page has a link to look again. */
(function () {
    "use strict";
    const EVERY = 2000;
    const section = document.getElementById("file");

    function part(of, name) { return of.querySelector(name); }

    function isComing(state) { return state === "waiting" || state === "making"; }

    function take(fresh) {
        const said = part(fresh, ".said").textContent;
        if (part(section, ".said").textContent !== said) { part(section, ".said").textContent = said; }
        if (isComing(fresh.dataset.state)) {
            part(section, "progress").max = part(fresh, "progress").max;
            part(section, "progress").value = part(fresh, "progress").value;
            part(section, ".counted").textContent = part(fresh, ".counted").textContent;
        } else {
            part(section, ".rest").replaceWith(part(fresh, ".rest"));
        }
        section.dataset.state = fresh.dataset.state;
    }

    function look() {
        fetch(location.href, { credentials: "same-origin", redirect: "error" })
            .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(new Error("not now")); })
            .then(function (text) {
                const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("file");
                if (fresh) { take(fresh); }
            })
            .catch(function () { /* the next look may succeed; the link is there */ })
            .finally(function () {
                if (isComing(section.dataset.state)) { setTimeout(look, EVERY); }
            });
    }

    setTimeout(look, EVERY);
})();
