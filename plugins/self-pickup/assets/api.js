import { locale, words } from './words.js'

const { shop: slug, plugin } = document.documentElement.dataset
let csrf = ''
let store = null

/** What the server refused, in the reader's words. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.title ?? words.offline)
    this.code = problem.code ?? 'OFFLINE'
    this.status = status
  }
}

async function send(method, path, { body, key } = {}) {
  const headers = { accept: 'application/json', 'accept-language': locale }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (method !== 'GET') headers['x-csrf-token'] = csrf
  if (key) headers['idempotency-key'] = key
  let reply
  try {
    const payload = body === undefined ? null : JSON.stringify(body)
    reply = await fetch(path, { method, headers, body: payload, credentials: 'same-origin' })
  } catch {
    throw new Refused({ title: words.offline }, 0)
  }
  const value = await reply.json().catch(() => ({}))
  if (!reply.ok) throw new Refused(value, reply.status)
  return value
}

/** Who is signed in, and this shop of hers. Null for nobody; `store: null` for somebody who does not work here. */
export async function begin() {
  try {
    const me = await send('GET', '/api/platform/v1/me')
    csrf = me.csrf
    const { items } = await send('GET', '/api/platform/v1/stores')
    store = items.find((one) => one.slug === slug) ?? null
    return { me, store }
  } catch (error) {
    if (error.status === 401) return null
    throw error
  }
}

/** A picture's address: the shop's pictures are on the shop's host. */
export const pictureUrl = (url) => (url?.startsWith('/') ? `${store.origin}${url}` : url)

export function ask(method, path, body, key) {
  return send(method, `/api/admin/v1/stores/${store.storeId}/x/${plugin}/desk${path}`, { body, key })
}

export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** An element with its properties, listeners (`onclick`) and children; texts are only ever texts. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on') || name in element) element[name] = value
    else element.setAttribute(name, value)
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  )
  return element
}
