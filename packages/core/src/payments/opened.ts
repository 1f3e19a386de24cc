import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Opened, PayerDevice } from './provider.js'

/** How a payment opens, as shoppers' programs are told. */
export const OpenedReply = Type.Union([
  Type.Object({ by: Type.Literal('redirect'), url: Type.String() }),
  Type.Object({ by: Type.Literal('code'), text: Type.String() }),
  Type.Object({ by: Type.Literal('browser'), call: Type.Record(Type.String(), Type.String()) }),
])

/** What the shopper holds in hand, by what the request says of it. */
export function deviceOf({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): PayerDevice {
  const agent = headers['user-agent'] ?? ''
  return { ip, isPhone: /Mobile|Android|iPhone/.test(agent), isWechat: /MicroMessenger/.test(agent) }
}

/** Where a shopper is led to; throws for what opens in another way. */
export function cashierUrlOf(opened: Opened): string {
  if (opened.by !== 'redirect') throw new Error(`this payment opens by ${opened.by}`)
  return opened.url
}
