// Uses the page as its reader does and writes down what came of it, for SweepReportInBrowserTest.
'use strict';
{
  const outcome = {};
  const tableOf = (name) => document.querySelector(`table[data-name="${name}"]`);
  const headOf = (table, text) =>
    [...table.tHead.rows[0].cells].find((head) => head.textContent === text);
  const column = (table, text) => {
    const index = headOf(table, text).cellIndex;
    return [...table.tBodies[0].rows].filter((r) => r.offsetParent).map((r) => r.cells[index].textContent);
  };
  const sort = (table, text) => {
    headOf(table, text).querySelector('button').click();
    return headOf(table, text).getAttribute('aria-sort');
  };

  const trainings = tableOf('trainings');
  outcome.asWritten = column(trainings, 'trial');
  outcome.upwards = [sort(trainings, 'test'), ...column(trainings, 'trial')];
  outcome.downwards = [sort(trainings, 'test'), ...column(trainings, 'trial')];
  outcome.byTime = [sort(trainings, 'time'), ...column(trainings, 'trial')];
  outcome.byText = [sort(trainings, 'mode'), ...column(trainings, 'trial')];
  outcome.sorted = document.querySelectorAll('[aria-sort]').length;

  const paragraph = trainings.parentElement.previousElementSibling;
  const filter = (text) => {
    const input = paragraph.querySelector('input');
    input.value = text;
    input.dispatchEvent(new Event('input'));
    return [paragraph.querySelector('output').textContent, ...column(trainings, 'trial')];
  };
  outcome.filtered = filter('FLOAT  256');
  outcome.filteredAway = filter('no such thing');
  outcome.unfiltered = filter('').length - 1;

  const plot = [...document.querySelectorAll('figure.plot')].find((figure) =>
    figure.querySelector('figcaption').textContent === 'Accuracy against width');
  const drawing = plot.querySelector('svg');
  const button = [...plot.querySelectorAll('.legend button')].find((b) => b.textContent === 'float');
  const state = () => [...drawing.querySelectorAll('.series')]
    .map((series) => getComputedStyle(series).display)
    .concat(button.getAttribute('aria-pressed'));
  outcome.shown = state();
  button.click();
  outcome.toggled = state();

  const tip = document.querySelector('.tip');
  const tipText = () => (tip.offsetParent || tip.offsetWidth ? tip.textContent : null);
  const point = (mark) => {
    const box = mark.getBoundingClientRect();
    drawing.dispatchEvent(new PointerEvent('pointermove', {
      clientX: box.left + box.width / 2 + 3, clientY: box.top + box.height / 2 - 3, bubbles: true }));
    return tipText();
  };
  const mark = (series, i) => drawing.querySelectorAll('.series')[series].querySelectorAll('.mark')[i];
  outcome.tipBefore = tipText();
  outcome.tipOnBinary = point(mark(0, 1));
  button.click();
  const place = mark(1, 0).getBoundingClientRect();
  button.click();
  drawing.dispatchEvent(new PointerEvent('pointermove', { clientX: place.left, clientY: place.top }));
  outcome.tipWhereHidden = tipText();
  button.click();
  outcome.shownAgain = state();
  outcome.tipOnFloat = point(mark(1, 0));
  drawing.dispatchEvent(new PointerEvent('pointerleave'));
  outcome.tipAfter = tipText();

  drawing.focus();
  const press = (key) => {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    return tipText();
  };
  outcome.keys = ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowLeft', 'Escape'].map(press);
  button.click();
  drawing.focus();
  outcome.keysWithoutFloat = press('ArrowLeft');
  button.click();

  // everything that can be clicked can be reached by keys
  const controls = [...document.querySelectorAll('button, input, figure.plot > svg')];
  outcome.controls = controls.length;
  outcome.unreachable = controls.filter((control) => {
    control.focus();
    return document.activeElement !== control || control.tabIndex < 0;
  }).length;

  // texts of a drawing are apart from each other and inside the page
  outcome.overlaps = [];
  for (const svg of document.querySelectorAll('figure.plot > svg')) {
    const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    boxes.forEach(([text, a], i) => {
      if (a.left < 0 || a.right > document.documentElement.clientWidth) outcome.overlaps.push(`${text} leaves the page`);
      boxes.slice(i + 1).forEach(([other, b]) => {
        if (a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom) {
          outcome.overlaps.push(`${text} and ${other} in ${svg.getAttribute('aria-label')}`);
        }
      });
    });
  }
  outcome.paper = getComputedStyle(document.body).backgroundColor;
  document.body.append(Object.assign(document.createElement('pre'), { id: 'outcome', textContent: JSON.stringify(outcome) }));
}
