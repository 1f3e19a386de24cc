// Makes pages that already work a little smoother. Every form and link here also works without it.
const all = (selector, root = document) => [...root.querySelectorAll(selector)]
const one = (selector, root = document) => root.querySelector(selector)
const serverTime = Date.parse(one('meta[name="server-time"]')?.content ?? '')
const skew = Number.isNaN(serverTime) ? 0 : serverTime - Date.now()

/** A page that is only read for its parts: its styles carry another nonce and would be refused aloud. */
const withoutStyles = (html) => html.replace(/<style[\s\S]*?<\/style>/g, '')

document.documentElement.classList.add('js')

function toast(text) {
  one('.toast')?.remove()
  const box = document.createElement('p')
  box.className = 'toast'
  box.setAttribute('role', 'status')
  box.textContent = text
  document.body.append(box)
  setTimeout(() => box.remove(), 1800)
}

// Buttons that only make sense with script appear now.
function reveal(root) {
  for (const button of all('[data-copy][hidden], [data-step][hidden], [data-position][hidden]', root)) button.hidden = false
  for (const sku of all('.sku[data-stock="0"] input', root)) sku.disabled = true
  const firstFree = one('.sku input:not([disabled])', root)
  if (firstFree && !one('.sku input:checked:not([disabled])', root)) firstFree.checked = true
}

// Copy
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

// Steppers: the number changes at once, the form goes out when the fingers rest.
let resting = 0
function step(button) {
  const input = one('input', button.closest('.stepper'))
  const wanted = Number(input.value || 1) + Number(button.dataset.step)
  const value = Math.min(Math.max(wanted, Number(input.min || 1)), Number(input.max || 99))
  if (String(value) === input.value) return
  input.value = String(value)
  const form = input.closest('form[data-live]')
  if (!form) return
  clearTimeout(resting)
  resting = setTimeout(() => form.requestSubmit(), 350)
}

// Live forms: posted in the background, then parts of the new page take the places of the old ones. A page without
// these parts (an error, a sign-in) is shown as a whole. False when nothing came back: the caller decides what then.
async function postLive(form, submitter, ids) {
  const body = new URLSearchParams(new FormData(form, submitter))
  const target = one('#main')
  target.classList.add('busy')
  try {
    const reply = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(withoutStyles(await reply.text()), 'text/html')
    if (!page.getElementById('main')) return false
    swap(page, ids.every((id) => page.getElementById(id)) ? ids : ['main'])
    return true
  } catch {
    return false
  } finally {
    target.classList.remove('busy')
  }
}

function swap(page, ids) {
  for (const id of ids) {
    const next = page.getElementById(id)
    document.getElementById(id)?.replaceWith(next)
    reveal(next)
  }
  const count = one('.count', page)?.textContent ?? ''
  for (const shown of all('.tabbar .count, .top-links .count')) shown.textContent = count
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.matches('form[data-live]')) {
    event.preventDefault()
    postLive(form, event.submitter, ['main']).then((shown) => shown || form.submit())
    return
  }
  // One order per press: the key in the form makes it safe, this makes it calm.
  if (form.method === 'post' && event.submitter && !event.submitter.name) {
    setTimeout(() => {
      event.submitter.disabled = true
    })
  }
})

addEventListener('pageshow', (event) => {
  if (event.persisted) for (const button of all('button[disabled]:not([data-wait], [data-opens])')) button.disabled = false
})

// Checkout: another coupon or delivery is priced at once; nothing is placed, also when the network fails.
// What is being typed stays: who and where is only shown anew when another way of delivery asks for something else.
async function reprice(form, isOfDelivery) {
  const button = document.createElement('button')
  button.name = 'recalculate'
  button.value = '1'
  button.hidden = true
  form.append(button)
  const parts = ['messages', 'gifts', 'choices', 'sums']
  if (one('#delivery', form)) parts.push('delivery')
  if (isOfDelivery) parts.push('contact')
  const shown = await postLive(form, button, parts)
  button.remove()
  if (!shown) toast(form.dataset.checkout)
}

async function fillDistricts(select) {
  const target = one('[data-districts]', select.form)
  const empty = target.options[0].cloneNode(true)
  target.replaceChildren(empty)
  if (!select.value) return
  const url = `${select.dataset.regions}?province=${encodeURIComponent(select.value)}`
  const reply = await fetch(url, { headers: { accept: 'application/json' } })
  if (!reply.ok) return
  for (const city of await reply.json()) {
    const group = document.createElement('optgroup')
    group.label = city.name
    for (const district of city.districts) group.append(new Option(district.name, district.code))
    target.append(group)
  }
}

document.addEventListener('change', (event) => {
  const field = event.target
  if (field.matches('select[data-regions]')) fillDistricts(field)
  const checkout = field.closest('form[data-checkout]')
  const moves = field.matches('[name^="choice."], [name="points"], [name="addressId"], [data-districts], [name^="delivery."]')
  const isOfDelivery = field.matches('[name="delivery"]')
  if (checkout && (moves || isOfDelivery)) reprice(checkout, isOfDelivery)
  if (field.matches('form[data-live] input[name="quantity"]')) field.form.requestSubmit()
  if (field.matches('[name="skuId"]')) showSku(field.form)
})

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy], [data-step], [data-share], [data-pick], [data-position]')
  if (!button) return
  if (button.dataset.copy) {
    await copy(button.dataset.copy)
    toast(button.dataset.done)
  } else if (button.dataset.step) {
    step(button)
  } else if (button.dataset.pick) {
    pick(button)
  } else if (button.dataset.position) {
    tellPosition(button)
  } else if (navigator.share) {
    event.preventDefault()
    navigator.share({ title: button.dataset.share, url: location.href.split('#')[0] }).catch(() => {})
  }
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && one('.sheet:target')) location.hash = 'main'
})

// Where the shopper is, told only on a tap.
function tellPosition(button) {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      const field = one('[data-position-value]', button.parentElement)
      field.value = `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`
      reprice(button.form, false)
    },
    () => toast(button.dataset.position),
    { maximumAge: 600_000, timeout: 10_000 },
  )
}

// SKU sheet: one row of buttons per option instead of one long list.
const valuesOf = (sku) => sku.dataset.values.split('|').slice(0, -1)

function showSku(form) {
  const chosen = one('[name="skuId"]:checked', form)?.closest('.sku')
  if (!chosen) return
  const price = one('[data-sku-price]', form)
  price.replaceChildren(one('.sku-price .price', chosen).cloneNode(true))
  const summary = one('[data-sku-summary]')
  if (summary) summary.textContent = one('.sku-name', chosen).textContent
}

function buildPicker(form) {
  const fieldset = one('.skus', form)
  const names = fieldset.dataset.options.split('|').slice(0, -1)
  const skus = all('.sku', fieldset)
  if (names.length < 2 || skus.some((sku) => valuesOf(sku).length !== names.length)) return
  one('legend', fieldset).hidden = true
  for (const sku of skus) sku.hidden = true
  const rows = names.map((name, place) => {
    const row = document.createElement('div')
    row.className = 'pick'
    const title = document.createElement('b')
    title.textContent = name
    const buttons = document.createElement('span')
    for (const value of new Set(skus.map((sku) => valuesOf(sku)[place]))) {
      const button = document.createElement('button')
      button.type = 'button'
      button.dataset.pick = String(place)
      button.textContent = value
      buttons.append(button)
    }
    row.append(title, buttons)
    return row
  })
  const left = document.createElement('p')
  left.className = 'muted'
  left.dataset.left = ''
  fieldset.append(...rows, left)
  markPicked(form)
}

function markPicked(form) {
  const skus = all('.sku', form)
  const chosen = one('[name="skuId"]:checked', form)?.closest('.sku')
  const values = chosen ? valuesOf(chosen) : []
  for (const button of all('[data-pick]', form)) {
    const place = Number(button.dataset.pick)
    const wanted = values.map((value, i) => (i === place ? button.textContent : value))
    const match = skus.find((sku) => valuesOf(sku).join('|') === wanted.join('|'))
    button.setAttribute('aria-pressed', String(values[place] === button.textContent))
    button.classList.toggle('none', !match || match.dataset.stock === '0')
  }
  const left = one('[data-left]', form)
  if (left && chosen) left.textContent = one(chosen.dataset.stock === '0' ? '.left-none' : '.left-some', chosen).textContent
  showSku(form)
}

// Takes the variant with the pressed value that keeps most of what was chosen and is in stock.
function pick(button) {
  const form = button.closest('form')
  const place = Number(button.dataset.pick)
  const chosen = one('[name="skuId"]:checked', form)?.closest('.sku')
  const values = chosen ? valuesOf(chosen) : []
  const kept = (sku) => valuesOf(sku).filter((value, i) => value === values[i]).length
  const fits = all('.sku', form)
    .filter((sku) => valuesOf(sku)[place] === button.textContent && sku.dataset.stock !== '0')
    .sort((a, b) => kept(b) - kept(a))
  if (fits[0]) one('input', fits[0]).checked = true
  markPicked(form)
}

// Countdowns follow the server's clock.
function tick() {
  for (const clock of all('[data-countdown]')) {
    const left = Math.floor((Date.parse(clock.dataset.countdown) - Date.now() - skew) / 1000)
    if (left <= 0) {
      clock.textContent = clock.dataset.done
      continue
    }
    const days = Math.floor(left / 86400)
    const parts = [Math.floor((left % 86400) / 3600), Math.floor((left % 3600) / 60), left % 60]
    const time = parts.map((part) => String(part).padStart(2, '0')).join(':')
    clock.textContent = days > 0 ? `${days} ${clock.dataset.day} ${time}` : time
  }
}

// What is laid ready is bought from its second on. Without script the button is open, and pressed early it says so.
function openInTime() {
  for (const button of all('button[data-opens]')) {
    const wait = Date.parse(button.dataset.opens) - Date.now() - skew
    if (wait > 0 || button.dataset.closed) button.disabled = wait > 0
    if (wait > 0) button.dataset.closed = '1'
    else delete button.dataset.closed
  }
}

// A code may be asked for again after a while.
for (const button of all('[data-wait]')) {
  let seconds = Number(button.dataset.wait)
  const label = button.textContent
  const count = () => {
    button.disabled = seconds > 0
    button.textContent = seconds > 0 ? `${label} (${seconds})` : label
    if (seconds-- > 0) setTimeout(count, 1000)
  }
  count()
}

// In line: the same form goes out again after a while, a few times; the page says so, and a button does it at once.
const retry = one('[data-retry]')
if (retry) {
  retry.hidden = false
  setTimeout(() => one('button[type="submit"]', retry.closest('form'))?.click(), Number(retry.dataset.retry) * 1000)
}

const refresh = one('[data-refresh]')
if (refresh) setTimeout(() => location.reload(), Number(refresh.dataset.refresh) * 1000)

const track = one('.gallery-track')
track?.addEventListener(
  'scroll',
  () => {
    const now = one('[data-gallery-now]')
    if (now) now.textContent = String(Math.round(track.scrollLeft / track.clientWidth) + 1)
  },
  { passive: true },
)

reveal(document)
for (const form of all('[data-sku-form]')) buildPicker(form)
if (one('[data-countdown]')) {
  tick()
  setInterval(tick, 1000)
}
if (one('button[data-opens]')) {
  openInTime()
  setInterval(openInTime, 100)
}

// Paying: led on at once where that is all there is to do; asked every few seconds whether the money is there.
const lead = one('[data-lead]')
if (lead) location.replace(lead.href)

const ask = one('[data-ask]')
async function askState() {
  const reply = await fetch(ask.dataset.ask, { headers: { accept: 'application/json' } }).catch(() => null)
  const { state } = reply?.ok ? await reply.json() : {}
  if (state && state !== ask.dataset.state) return location.replace(location.pathname.replace(/\/payer$/, ''))
  setTimeout(askState, document.hidden ? 15000 : 3000)
}
if (ask) setTimeout(askState, 3000)

const payCall = one('[data-pay-call]')
function payInWechat() {
  window.WeixinJSBridge?.invoke('getBrandWCPayRequest', JSON.parse(payCall.dataset.payCall), (reply) => {
    if (reply.err_msg === 'get_brand_wcpay_request:ok') location.replace(payCall.dataset.done)
  })
}
if (payCall) {
  payCall.addEventListener('click', payInWechat)
  if (window.WeixinJSBridge) payInWechat()
  else document.addEventListener('WeixinJSBridgeReady', payInWechat)
}
