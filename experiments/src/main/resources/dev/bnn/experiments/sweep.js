// Shows values under the pointer, hides series, sorts and filters tables. The page is complete without.
'use strict';
{
  const NEAR = 30; // pixels between pointer and point
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const tip = document.body.appendChild(make('div', { className: 'tip', hidden: true }));
  tip.setAttribute('role', 'status');

  const middle = (mark) => {
    const box = mark.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };

  const hideTip = () => {
    tip.hidden = true;
    document.querySelectorAll('.mark.at').forEach((mark) => mark.classList.remove('at'));
  };

  const showTip = (mark) => {
    hideTip();
    mark.classList.add('at');
    tip.textContent = mark.dataset.text;
    tip.hidden = false;
    const at = middle(mark);
    const room = document.documentElement.clientWidth - tip.offsetWidth - 4;
    const above = at.y - tip.offsetHeight - 12;
    tip.style.left = Math.max(4, Math.min(at.x - tip.offsetWidth / 2, room)) + scrollX + 'px';
    tip.style.top = (above > 0 ? above : at.y + 12) + scrollY + 'px';
  };

  for (const plot of document.querySelectorAll('figure.plot')) {
    const drawing = plot.querySelector('svg');
    const all = [...drawing.querySelectorAll('.mark')];
    for (const mark of all) { // the browser's own tooltips wait, and know no keys
      mark.dataset.text = mark.querySelector('title').textContent;
      mark.querySelector('title').remove();
      mark.setAttribute('role', 'img');
      mark.setAttribute('aria-label', mark.dataset.text);
    }
    const shown = () => all.filter((mark) => !mark.closest('.off'));

    const showNearest = (event) => {
      let best = null;
      let least = NEAR;
      for (const mark of shown()) {
        const at = middle(mark);
        const distance = Math.hypot(at.x - event.clientX, at.y - event.clientY);
        if (distance < least) [best, least] = [mark, distance];
      }
      if (best) showTip(best); else hideTip();
    };
    drawing.addEventListener('pointermove', showNearest);
    drawing.addEventListener('pointerdown', showNearest);
    drawing.addEventListener('pointerleave', hideTip);

    drawing.setAttribute('tabindex', '0');
    drawing.addEventListener('blur', hideTip);
    drawing.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const marks = shown();
      if (event.key === 'Escape') hideTip();
      if (!step || !marks.length) return;
      event.preventDefault();
      const now = marks.findIndex((mark) => mark.classList.contains('at'));
      const next = now < 0 ? (step > 0 ? 0 : marks.length - 1) : now + step;
      showTip(marks[(next + marks.length) % marks.length]);
    });

    const series = drawing.querySelectorAll('.series');
    plot.querySelectorAll('.legend li').forEach((entry, i) => {
      const button = make('button', { type: 'button' }, ...entry.childNodes);
      button.setAttribute('aria-pressed', 'true');
      button.addEventListener('click', () => {
        const off = series[i].classList.toggle('off');
        entry.classList.toggle('hidden', off);
        button.setAttribute('aria-pressed', String(!off));
        hideTip();
      });
      entry.append(button);
    });
  }

  // a cell's number, its text, or null for nothing
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.value === undefined) return cell.textContent;
    return cell.dataset.value === '' ? null : Number(cell.dataset.value);
  };

  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null); // nothing comes last
    return a < b ? -sign : a > b ? sign : 0;
  };

  for (const table of document.querySelectorAll('table.data')) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make('button', { type: 'button' }, ...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const rows = [...body.rows]; // sort() keeps the order of equals
        rows.sort((a, b) => compare(valueOf(a, column), valueOf(b, column), down ? -1 : 1));
        body.append(...rows);
      });
    });

    const rows = [...body.rows];
    const texts = rows.map((row) => [...row.cells].map((c) => c.textContent).join(' ').toLowerCase());
    const input = make('input', { type: 'search', placeholder: 'binary 256' });
    const count = make('output');
    const label = make('label', {}, `Filter ${table.dataset.name} `, input);
    table.parentElement.before(make('p', { className: 'filter' }, label, count));
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/);
      rows.forEach((row, i) => { row.hidden = !words.every((word) => texts[i].includes(word)); });
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = left === rows.length ? '' : ` ${left} of ${rows.length} with “${input.value.trim()}”`;
    });
  }
}
