/* Sorts tables by a click on a column's head, and filters lists by words. Without it both are whole. */
(function () {
  "use strict";

  function textOf(row, column) { return row.cells[column] ? row.cells[column].textContent.trim() : ""; }

  function numberOf(text) { return parseFloat(text.replace(/,/g, "").replace("\u2212", "-")); }

  function sortBy(table, column, descending) {
    var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
    var numeric = rows.every(function (row) {
      var text = textOf(row, column);
      return text === "" || (/^[\u2212-]?[\d.,]+( |$)/.test(text) && !isNaN(numberOf(text)));
    });
    rows.sort(function (a, b) {
      var x = textOf(a, column), y = textOf(b, column);
      if (!x !== !y) return x ? -1 : 1; // what is empty comes last either way
      var order = numeric ? numberOf(x) - numberOf(y) : x.localeCompare(y);
      return descending ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  Array.prototype.forEach.call(document.querySelectorAll("table"), function (table) {
    var heads = table.tHead ? Array.prototype.slice.call(table.tHead.rows[0].cells) : [];
    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sortBy(table, column, descending);
      });
    });
  });

  var field = document.getElementById("filter");
  if (!field) return;
  field.parentNode.hidden = false; // it would do nothing without this script
  var found = document.getElementById("found");
  var listed = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  var texts = listed.map(function (element) { return element.textContent.toLowerCase(); });

  field.addEventListener("input", function () {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), rows = 0;
    listed.forEach(function (element, number) {
      var holds = words.every(function (word) { return texts[number].indexOf(word) >= 0; });
      element.hidden = !holds;
      if (holds) rows += 1;
    });
    found.textContent = words.length ? rows + (rows === 1 ? " row" : " rows") : "";
    Array.prototype.forEach.call(document.querySelectorAll("#map_article [data-card]"), function (shape) {
      var entry = document.getElementById(shape.getAttribute("data-card"));
      shape.classList.toggle("filtered", Boolean(entry && entry.hidden));
    });
  });
})();
