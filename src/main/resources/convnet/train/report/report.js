'use strict';
// Tables that can be sorted by a click on a heading; as they stand where no script runs.
document.querySelectorAll('table.sortable').forEach(function (table) {
  const headings = Array.from(table.querySelectorAll('thead th'));
  const number = new Intl.Collator('en', {numeric: true});
  const key = function (row, column) {
    const text = row.cells[column].textContent.trim();
    return text === '–' ? '' : text;
  };
  table.classList.add('scripted');
  headings.forEach(function (heading, column) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener('click', function () {
      const turn = heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      headings.forEach(function (other) { other.removeAttribute('aria-sort'); });
      heading.setAttribute('aria-sort', turn === 1 ? 'ascending' : 'descending');
      const rows = Array.from(table.tBodies[0].rows);
      rows.sort(function (a, b) { return turn * number.compare(key(a, column), key(b, column)); });
      table.tBodies[0].append(...rows);
    });
  });
});
