import { randomInt } from 'node:crypto'
import { customers, links, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import { FOLLOW_PATH } from '@mamapu/plugin-sdk'
import type { Product } from '../product/compose.js'
import { compare, describe, expect, type Load } from './load.js'
import type { Measure } from './measures.js'
import { JSON_TYPE } from './shopper.js'
import type { Site } from './site.js'
import { askOnce, bytesOf, cookieOf } from './wire.js'

const CLIENTS = 32
const ROUNDS = { rounds: 3, ms: 1000, warm: { count: 8000, ms: 5000 } }
const PLUGIN = 'visitor-trail'
const PAGE = '/p/p-0'
const PHONE = { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0' }

/** A shop of the town where looks are told, and a link of somebody in it. */
async function openFollowed({ app, host, directory }: Product, slug: string): Promise<string> {
  const store = must(await directory.byHost(`${slug}.localhost`), `no shop ${slug}`)
  const at = app.clock.now()
  await plugins.switchPlugin(host, store.storeId, { pluginId: PLUGIN, isOn: true, staffId: null, at })
  return withTenant(app.db, store.storeId, async (tx) => {
    const phone = `139${String(randomInt(1e8)).padStart(8, '0')}`
    const owner = must(await customers.admitCustomer(tx, store.keys, { phone, name: '林小满', at }), phone)
    const link = await links.makeLink(tx, { plugin: PLUGIN, owner, scene: 'bench', target: PAGE }, at)
    return must(link, 'a link').code
  })
}

/** A browser with a session: `code` brought it and it said that it may be followed, or nobody did. */
async function cookieFor(port: number, host: string, code: string | null): Promise<string> {
  const begun = await askOnce(
    port,
    code
      ? { host, path: `/s/${code}`, headers: PHONE }
      : {
          host,
          path: '/api/store/v1/session',
          method: 'POST',
          headers: { 'content-type': JSON_TYPE, 'sec-fetch-site': 'same-origin' },
          body: '{}',
        },
  )
  const cookie = must(cookieOf(begun), 'a session has a cookie')
  if (!code) return cookie
  const session = await askOnce(port, { host, path: '/api/store/v1/session', headers: { cookie } })
  const { csrf } = JSON.parse(session.body.toString()) as { csrf: string }
  // A yes is said of whom the page asks about.
  const page = await askOnce(port, { host, path: PAGE, headers: { ...PHONE, cookie } })
  const ask = must(/name="ask" value="([^"]+)"/.exec(page.body.toString())?.[1], 'the page asks')
  const headers = { cookie, 'x-csrf-token': csrf, 'content-type': JSON_TYPE, 'sec-fetch-site': 'same-origin' }
  const said = await askOnce(port, {
    ...{ host, path: FOLLOW_PATH, method: 'POST' as const, headers },
    body: JSON.stringify({ answer: 'yes', ask, next: PAGE }),
  })
  expect(said.status === 303, FOLLOW_PATH, said)
  return cookie
}

async function loadOf(port: number, host: string, code: string | null): Promise<Load> {
  const cookies: string[] = []
  for (let client = 0; client < CLIENTS; client += 1) cookies.push(await cookieFor(port, host, code))
  return {
    port,
    clients: CLIENTS,
    work: (client) => {
      const bytes = bytesOf({
        host,
        path: PAGE,
        headers: { ...PHONE, cookie: must(cookies[client], 'a cookie') },
      })
      return async (wire) => {
        const reply = await wire.ask(bytes)
        expect(reply.status === 200 && !reply.body.includes('follow ask'), PAGE, reply)
      }
    },
  }
}

async function measure(site: Site, say: (line: string) => void) {
  const slug = must(site.town.slugs[1], 'a shop')
  const code = await site.inside((product) => openFollowed(product, slug))
  const { port } = await site.product()
  const host = site.hostOf(slug, port)
  // The process hears of a switch within a second.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const pair = { ours: await loadOf(port, host, code), limit: await loadOf(port, host, null) }
  const found = await compare(pair, ROUNDS)
  say(describe('attribution.page brought by a link, followed', found.ours))
  say(describe('attribution.page brought by nobody', found.limit))
  const [ours, limit] = [found.ours.perSecond, found.limit.perSecond]
  return { measure: 'attribution.page', ours, limit, ratio: ours / limit, unit: '1/s' }
}

export const attributionMeasures: readonly Measure[] = [
  {
    name: 'attribution.page',
    about:
      'cached product page for a visitor whom a link brought and who is followed; limit: the same page and shop, brought by nobody',
    run: measure,
  },
]
