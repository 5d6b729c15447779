/// The script of the HTML report: filters, and opening a rule that a link leads to. Without it everything is shown.
///
/// It holds no `<` and no `&`, so that the page is well-formed XML too.
enum HTMLScript {
  static let resource = HTMLResource(text: text, hash: hash)

  /// SHA-256 in Base64, by which the page's policy admits the text below and nothing else.
  static let hash = "YRi5l1Ia7LibBWv033Vh/NLAtsAXUABqGzkj021vCpo="

  static let text = """
    "use strict";
    (() => {
      const form = document.getElementById("filters");
      const result = document.getElementById("filter-result");
      const workloads = Array.from(document.querySelectorAll(".workload"), (article) => ({
        article,
        row: document.getElementById("row-" + article.id),
        title: article.querySelector("header").textContent.toLowerCase(),
        findings: Array.from(article.querySelectorAll(".finding"), (element) => ({
          element,
          severity: element.dataset.severity,
          text: element.textContent.toLowerCase(),
        })),
      }));

      const counted = (count, noun) => count + " " + noun + (count === 1 ? "" : "s");

      function apply() {
        const words = form.elements.text.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
        const severities = new Set(Array.from(form.querySelectorAll("[name=severity]:checked"), (box) => box.value));
        const showsClean = form.elements.clean.checked;
        let shownWorkloads = 0;
        let shownFindings = 0;
        for (const workload of workloads) {
          let count = 0;
          for (const finding of workload.findings) {
            const matches = words.every((word) => workload.title.includes(word) || finding.text.includes(word));
            const isShown = matches ? severities.has(finding.severity) : false;
            finding.element.hidden = !isShown;
            if (isShown) { count += 1; }
          }
          const isClean = workload.findings.length === 0;
          const matchesTitle = words.every((word) => workload.title.includes(word));
          const isShown = isClean ? (showsClean ? matchesTitle : false) : count > 0;
          workload.article.hidden = !isShown;
          workload.row.hidden = !isShown;
          if (isShown) { shownWorkloads += 1; }
          shownFindings += count;
        }
        result.textContent = counted(shownFindings, "finding") + " in " + counted(shownWorkloads, "workload") + " shown";
      }

      function openTarget() {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        const details = target === null ? null : target.closest("details");
        if (details !== null) {
          details.open = true;
          target.scrollIntoView();
        }
      }

      form.hidden = false;
      form.addEventListener("input", apply);
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("reset", () => setTimeout(apply));
      window.addEventListener("hashchange", openTarget);
      openTarget();
      apply();
    })();
    """
}
