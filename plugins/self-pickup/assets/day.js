import { ask, h } from './api.js'
import { words } from './words.js'

/** A day's pickups by time; those that wait are ticked and said to be ready together. */
export function dayList(body, { desk, open }) {
  const list = h('div', { className: 'day' })
  const picked = new Set()
  const say = h('p', { className: 'note', role: 'status' })
  const button = h(
    'button',
    { className: 'button big sticky', type: 'button', hidden: true, onclick: () => send() },
    '',
  )
  const day = h('input', { type: 'date', value: desk.today, ariaLabel: words.day, onchange: () => load() })
  body.replaceChildren(h('div', { className: 'day-head' }, day), say, list, button)
  void load()

  async function load() {
    picked.clear()
    refresh()
    try {
      const { items } = await ask('GET', `/points/${desk.point.id}/days/${day.value || desk.today}`)
      list.replaceChildren(...groups(items))
      say.textContent = items.length === 0 ? words.empty : ''
    } catch (error) {
      say.textContent = error.message
    }
  }

  function groups(items) {
    const waiting = items.filter(({ state }) => state === 'preparing')
    const all =
      waiting.length > 1 &&
      h('button', { className: 'button soft', type: 'button', onclick: () => tickAll() }, words.pickAll)
    const bySpan = new Map()
    for (const item of items) {
      const name = item.day === day.value ? item.span : `${words.earlier} · ${item.day.slice(5)}`
      bySpan.set(name, [...(bySpan.get(name) ?? []), item])
    }
    return [
      ...(all ? [all] : []),
      ...[...bySpan].map(([name, rows]) => h('section', {}, h('h2', {}, name), h('ul', {}, rows.map(rowOf)))),
    ]
  }

  function rowOf(item) {
    const box = h('input', {
      type: 'checkbox',
      ariaLabel: item.number,
      onchange: () => {
        if (box.checked) picked.add(item.id)
        else picked.delete(item.id)
        refresh()
      },
    })
    const go = async () => open((await ask('GET', `/pickups/${item.id}`)).card)
    return h(
      'li',
      { className: item.state },
      item.state === 'preparing' ? h('label', { className: 'tick' }, box) : h('span', { className: 'tick' }),
      h(
        'button',
        {
          type: 'button',
          className: 'row',
          onclick: () => go().catch((error) => (say.textContent = error.message)),
        },
        h('b', {}, item.name || `…${item.number.slice(-6)}`),
        h('small', {}, item.name ? `…${item.number.slice(-6)}` : ''),
        h(
          'span',
          { className: `state ${item.state}` },
          item.isShort ? words.short : words.states[item.state],
        ),
      ),
    )
  }

  function tickAll() {
    for (const box of list.querySelectorAll('input[type=checkbox]:not(:checked)')) box.click()
  }

  function refresh() {
    button.hidden = picked.size === 0
    button.textContent = words.readyMany(picked.size)
  }

  async function send() {
    button.disabled = true
    try {
      await ask('POST', '/ready', { ids: [...picked].slice(0, 100) })
      await load()
    } catch (error) {
      say.textContent = error.message
    }
    button.disabled = false
  }
}
