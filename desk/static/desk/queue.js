/* Single keys on the queue: j k x n / ? as its help says. The page does all of it without them; they can be switched off. */
(function () {
    "use strict";
    const KEPT = "desk-keys-off";
    const rows = Array.from(document.querySelectorAll("table[data-keys] tbody tr"));
    const knob = document.querySelector("[data-keys-switch]");
    const search = document.getElementById("sought");
    const help = document.getElementById("keys");
    let on = true;

    try { on = localStorage.getItem(KEPT) === null; } catch { /* a browser without a memory has the keys */ }
    if (knob) {
        knob.checked = on;
        knob.addEventListener("change", function () {
            on = knob.checked;
            try { on ? localStorage.removeItem(KEPT) : localStorage.setItem(KEPT, "1"); } catch { /* until the next page */ }
        });
    }

    function here() {
        return rows.findIndex(function (row) { return row.contains(document.activeElement); });
    }

    function goTo(index) {
        const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
        if (row) { row.querySelector("th a").focus(); }
    }

    const DEEDS = {
        j: function () { goTo(here() + 1); },
        k: function () { goTo(here() < 0 ? 0 : here() - 1); },
        x: function () {
            const box = here() >= 0 && rows[here()].querySelector("input[name=case]");
            if (box) { box.checked = !box.checked; }
        },
        n: function () {
            const next = document.querySelector("a[rel=next]");
            if (next) { next.click(); }
        },
        "/": function () { search.focus(); },
        "?": function () {
            if (help) { help.open = !help.open; help.querySelector("summary").focus(); }
        },
    };

    /* On a tick, Enter would send the form; a person who goes through the list means the case. */
    rows.forEach(function (row) {
        row.querySelector("input[name=case]").addEventListener("keydown", function (event) {
            if (event.key === "Enter") { event.preventDefault(); row.querySelector("th a").click(); }
        });
    });

    document.addEventListener("keydown", function (event) {
        const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
        if (!on || typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(DEEDS, event.key)) { return; }
        event.preventDefault();
        DEEDS[event.key]();
    });
}());
