import { ask, h, newKey, pictureUrl } from './api.js'
import { words } from './words.js'

/** One pickup: who comes, what with pictures, and the one thing to do next. */
export function pickupCard(first, { desk, back }) {
  const root = h('article', { className: 'card' })
  const draw = (card, note = null) => root.replaceChildren(...parts(card, { desk, back, draw, note }))
  draw(first)
  return root
}

function parts(card, { desk, back, draw, note }) {
  const chosen = new Map()
  const act = async (button, work, done) => {
    button.disabled = true
    try {
      const { card: after } = await work()
      draw(after, { text: done, kind: 'good' })
    } catch (error) {
      await again(card, error.message, draw)
    }
  }
  return [
    h('p', { className: `state ${card.state}` }, words.states[card.state] ?? card.state),
    note && h('p', { className: `note ${note.kind}`, role: 'status' }, note.text),
    h('p', { className: 'when' }, card.when),
    who(card),
    card.isShort && h('p', { className: 'note bad' }, words.short),
    h(
      'ul',
      { className: 'lines' },
      card.lines.map((line) => lineOf(line, card, chosen, () => refresh())),
    ),
    ...buttons(),
    logOf(card),
  ].filter(Boolean)

  function refresh() {
    const count = [...chosen.values()].reduce((sum, units) => sum + units, 0)
    const some = document.getElementById('some')
    if (!some) return
    some.textContent = words.handSome(count)
    some.hidden = count === 0
  }

  function buttons() {
    const post = (what, body, key) => ask('POST', `/pickups/${card.id}/${what}`, body, key)
    const key = newKey()
    const hand = (lines) => (event) =>
      act(
        event.currentTarget,
        () => post('hand', { version: card.version, ...(lines ? { lines: lines() } : {}) }, key),
        words.handed,
      )
    const picked = () =>
      [...chosen].filter(([, units]) => units > 0).map(([lineId, units]) => ({ lineId, units }))
    const isOpen = ['ready', 'part', 'overdue'].includes(card.state)
    return [
      card.state === 'preparing' &&
        h(
          'button',
          {
            className: 'button big',
            type: 'button',
            onclick: (event) => act(event.currentTarget, () => readyOf(card), words.states.ready),
          },
          words.ready,
        ),
      isOpen && h('button', { className: 'button big', type: 'button', onclick: hand(null) }, words.handAll),
      isOpen &&
        h(
          'button',
          { className: 'button soft big', type: 'button', id: 'some', hidden: true, onclick: hand(picked) },
          '',
        ),
      card.undoUntil &&
        desk.mayUndo &&
        h(
          'button',
          {
            className: 'button soft',
            type: 'button',
            onclick: (event) => {
              if (confirm(words.undoAsk))
                void act(event.currentTarget, () => post('undo', undefined, newKey()), words.undone)
            },
          },
          words.undo,
        ),
      card.state === 'ready' &&
        h(
          'button',
          {
            className: 'button plain',
            type: 'button',
            onclick: (event) => act(event.currentTarget, () => post('unready'), words.states.preparing),
          },
          words.unready,
        ),
      h(
        'button',
        { className: 'button plain', type: 'button', onclick: back },
        card.state === 'handed' ? words.next : words.back,
      ),
    ]
  }
}

async function readyOf(card) {
  await ask('POST', '/ready', { ids: [card.id] })
  return ask('GET', `/pickups/${card.id}`)
}

/** After a refusal the pickup is read again: somebody else may have handed it over meanwhile. */
async function again(card, text, draw) {
  const note = { text, kind: 'bad' }
  try {
    draw((await ask('GET', `/pickups/${card.id}`)).card, note)
  } catch {
    draw(card, note)
  }
}

function who({ name, tail, collector, collectorTail, number }) {
  const line = (label, text, end) =>
    h('p', {}, h('span', {}, label), h('b', {}, text), end ? h('small', {}, words.tail(end)) : null)
  return h(
    'div',
    { className: 'who' },
    line(words.collects, name || number, tail),
    collector ? line(words.orCollector, collector, collectorTail) : null,
    h('p', { className: 'quiet' }, number),
  )
}

function lineOf(line, card, chosen, refresh) {
  const isOpen = line.left > 0 && ['ready', 'part', 'overdue'].includes(card.state)
  const isMany = card.lines.length > 1 || line.left > 1
  const count = h('output', {}, '0')
  const step = (by) => {
    const units = Math.min(line.left, Math.max(0, (chosen.get(line.lineId) ?? 0) + by))
    chosen.set(line.lineId, units)
    count.textContent = String(units)
    refresh()
  }
  return h(
    'li',
    {},
    line.picture
      ? h('img', { src: pictureUrl(line.picture), alt: '', width: 64, height: 64 })
      : h('span', { className: 'no-picture' }),
    h(
      'div',
      {},
      h('b', {}, line.title),
      line.options ? h('small', {}, line.options) : null,
      h('small', { className: 'count' }, line.left > 0 ? words.left(line.left) : words.gone(line.handed)),
    ),
    isOpen && isMany
      ? h(
          'div',
          { className: 'stepper', role: 'group', ariaLabel: words.some },
          h('button', { type: 'button', ariaLabel: '−', onclick: () => step(-1) }, '−'),
          count,
          h('button', { type: 'button', ariaLabel: '+', onclick: () => step(1) }, '+'),
        )
      : h('b', { className: 'units' }, `×${line.left || line.handed}`),
  )
}

function logOf({ log }) {
  if (log.length === 0) return null
  const time = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return h(
    'details',
    {},
    h('summary', {}, words.log),
    h(
      'ul',
      { className: 'log' },
      log.map(({ what, at, isUndone, units }) =>
        h(
          'li',
          { className: isUndone ? 'undone' : '' },
          `${time.format(new Date(at))} ${words.deeds[what] ?? what}${units ? ` ×${units}` : ''}`,
        ),
      ),
    ),
  )
}
