import { randomBytes } from 'node:crypto'
import { must } from '@mamapu/kernel'
import { expect } from './load.js'
import type { Sellable } from './shops.js'
import { type Ask, bytesOf, cookieOf, type Reply, type Wire } from './wire.js'

const API = '/api/store/v1'
export const JSON_TYPE = 'application/json'
export const REGION = '330106'
export const CONTACT = {
  name: '林小满',
  phone: '13800001234',
  regionCode: REGION,
  street: '文三路 1 号 2 单元 301',
}

/** Different things, a unit of each, and what they cost together with postage. */
export interface Wish {
  readonly skus: readonly Sellable[]
  readonly totalFen: number
}

/** One shopper with a browser of their own, speaking to one server. */
export class Shopper {
  #wire: Wire
  readonly #host: string
  #cookie = ''
  #csrf = ''

  constructor(wire: Wire, host: string) {
    this.#wire = wire
    this.#host = host
  }

  /** Goes on over another connection. */
  on(wire: Wire): this {
    this.#wire = wire
    return this
  }

  async begin(): Promise<void> {
    this.#cookie = ''
    this.#csrf = ''
    const reply = await this.post('/session', {})
    this.#cookie = must(cookieOf(reply), 'a session has a cookie')
    this.#csrf = must((JSON.parse(reply.body.toString()) as { csrf: string }).csrf, 'a session has a token')
  }

  get(path: string): Promise<Reply> {
    return this.#ask({ host: this.#host, path: `${API}${path}`, headers: { cookie: this.#cookie } }, 200)
  }

  post(
    path: string,
    body: object,
    more: Readonly<Record<string, string>> = {},
    status = 200,
  ): Promise<Reply> {
    const headers = {
      'content-type': JSON_TYPE,
      'sec-fetch-site': 'same-origin',
      ...(this.#cookie ? { cookie: this.#cookie, 'x-csrf-token': this.#csrf } : {}),
      ...more,
    }
    const ask = {
      host: this.#host,
      path: `${API}${path}`,
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    } as const
    return this.#ask(ask, status)
  }

  async #ask(ask: Ask, status: number): Promise<Reply> {
    const reply = await this.#wire.ask(bytesOf(ask))
    expect(reply.status === status, `${ask.method ?? 'GET'} ${ask.path}`, reply)
    return reply
  }

  /** Orders what is wished for, or what lies in the cart; gives the token of the order. */
  async order(wish: Wish, isNow: boolean): Promise<string> {
    const reply = await this.ask(wish, isNow, 201)
    return must((JSON.parse(reply.body.toString()) as { token: string }).token, 'an order has a token')
  }

  /** Asks for it, to be answered so. */
  ask({ skus, totalFen }: Wish, isNow: boolean, status: number): Promise<Reply> {
    const body = {
      ...(isNow ? { lines: skus.map(({ skuId }) => ({ skuId, quantity: 1 })) } : {}),
      contact: CONTACT,
      seenTotal: { amount: totalFen, currency: 'CNY' },
    }
    const key = { 'idempotency-key': randomBytes(12).toString('base64url') }
    return this.post('/orders', body, key, status)
  }
}
