import { ask, begin, h } from './api.js'
import { pickupCard } from './card.js'
import { dayList } from './day.js'
import { readPhoto, scanWith } from './scan.js'
import { words } from './words.js'

const page = document.getElementById('page')
const CODE = /^\D*(\d[\d\s-]{6,14}\d)\D*$/
let stopCamera = () => {}

/** Everything the page knows: whose points, which is open, and what may be done. */
const desk = { points: [], point: null, today: '', mayUndo: false, undoMinutes: 0 }

start().catch((error) =>
  page.replaceChildren(h('p', { className: 'note bad', role: 'alert' }, error.message)),
)

async function start() {
  const signedIn = await begin()
  if (!signedIn) {
    page.replaceChildren(
      h('p', { className: 'note' }, words.signIn),
      h('a', { className: 'button', href: signInUrl() }, words.signInGo),
    )
    return
  }
  if (!signedIn.store) return page.replaceChildren(h('p', { className: 'note bad' }, words.noShop))
  Object.assign(desk, await ask('GET', ''))
  desk.point = desk.points.find(({ id }) => id === remembered()) ?? desk.points[0] ?? null
  if (!desk.point) return page.replaceChildren(h('p', { className: 'note' }, words.noPoint))
  const order = new URLSearchParams(location.search).get('order')
  if (order) await showOrder(order)
  else show('verify')
}

/** The console leads here from an order: its pickup is open at once. */
async function showOrder(order) {
  try {
    const { card, pointId } = await ask('GET', `/orders/${order}`)
    desk.point = desk.points.find(({ id }) => id === pointId) ?? desk.point
    open(show('today'), card, () => show('today'))
  } catch (error) {
    show('verify').append(h('p', { className: 'note bad', role: 'alert' }, error.message))
  }
}

/** Through the console's door, and back here. */
function signInUrl() {
  const here = location.pathname.replace(/^\/admin/, '') + location.search
  return `/admin/sign-in?next=${encodeURIComponent(here)}`
}

const KEY = 'pickup-point'
function remembered() {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
function remember(id) {
  try {
    localStorage.setItem(KEY, id)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function show(tab) {
  stopCamera()
  const body = h('section', { className: 'body' })
  page.replaceChildren(head(), tabs(tab), body)
  if (tab === 'verify') verify(body)
  else dayList(body, { desk, open: (card) => open(body, card, () => show('today')) })
  return body
}

function head() {
  const select = h(
    'select',
    {
      ariaLabel: words.point,
      onchange: () => {
        desk.point = desk.points.find(({ id }) => id === select.value)
        remember(desk.point.id)
        show('verify')
      },
    },
    desk.points.map(({ id, name }) => h('option', { value: id, selected: id === desk.point.id }, name)),
  )
  return h(
    'header',
    {},
    h('h1', {}, words.title),
    desk.points.length > 1 ? select : h('b', {}, desk.point.name),
  )
}

function tabs(now) {
  const tab = (name) =>
    h('button', { type: 'button', ariaPressed: String(name === now), onclick: () => show(name) }, words[name])
  return h('nav', {}, tab('verify'), tab('today'))
}

function verify(body) {
  const note = h('p', { className: 'note', role: 'status' })
  const say = (text, kind = '') => {
    note.textContent = text
    note.className = `note ${kind}`
  }
  const input = h('input', {
    className: 'digits',
    inputMode: 'numeric',
    autocomplete: 'off',
    placeholder: '0000 0000',
    ariaLabel: words.code,
    maxLength: 12,
  })
  const video = h('video', { playsInline: true, muted: true, hidden: true })
  const look = async (text) => {
    const code = CODE.exec(text)?.[1]?.replace(/\D/g, '') ?? text.slice(0, 100)
    try {
      const found = await ask('POST', `/points/${desk.point.id}/look-up`, { code })
      if (found.outcome === 'found') return open(body, found.card, () => show('verify'))
      say(outcomeText(found), 'bad')
    } catch (error) {
      say(error.message, 'bad')
    }
    input.select()
  }
  const camera = h('button', { type: 'button', className: 'button big', onclick: () => scan() }, words.scan)
  const scan = async () => {
    try {
      video.hidden = false
      stopCamera = await scanWith(video, (text) => {
        video.hidden = true
        void look(text)
      })
      say(words.scanning)
    } catch {
      video.hidden = true
      say(words.noCamera, 'bad')
    }
  }
  const photo = h('input', {
    type: 'file',
    accept: 'image/*',
    capture: 'environment',
    className: 'hidden-input',
    id: 'photo',
    onchange: async () => {
      const [file] = photo.files
      const text = file ? await readPhoto(file).catch(() => null) : null
      photo.value = ''
      if (text === null) say(words.noneInPhoto, 'bad')
      else void look(text)
    },
  })
  body.replaceChildren(
    video,
    h(
      'div',
      { className: 'two' },
      camera,
      h('label', { className: 'button soft big', htmlFor: 'photo' }, words.photo),
      photo,
    ),
    h(
      'form',
      {
        className: 'typed',
        onsubmit: (event) => {
          event.preventDefault()
          void look(input.value)
        },
      },
      input,
      h('button', { type: 'submit', className: 'button soft' }, words.check),
    ),
    note,
  )
}

function outcomeText({ outcome, triesLeft, seconds, point }) {
  if (outcome === 'locked') return words.locked(seconds)
  if (outcome === 'other_point') return words.otherPoint(point)
  if (outcome === 'not_your_point') return words.notYours
  return words.wrong(triesLeft)
}

function open(body, card, back) {
  stopCamera()
  body.replaceChildren(pickupCard(card, { desk, back }))
}
