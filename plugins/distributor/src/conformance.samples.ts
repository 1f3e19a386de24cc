import { asId } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'
import { termsHash } from './people/terms.js'
import { DEFAULT_TERMS } from './people/terms.words.js'
import { bookOf } from './rates/rate.rules.js'

const ANNA = asId('cus', `cus_${'a'.repeat(32)}`)
const BEA = asId('cus', `cus_${'b'.repeat(32)}`)
const binding = {
  promoter: ANNA,
  boundAt: new Date('2026-03-01T02:00:00Z'),
  touchedAt: new Date('2026-03-01T02:00:00Z'),
  protectedUntil: new Date('2026-03-06T02:00:00Z'),
  validUntil: null,
  scene: 'product',
}
const seller = {
  customerId: ANNA,
  state: 'approved' as const,
  level: '',
  inviter: { customerId: BEA, state: 'approved' as const },
}

/** What the conformance suite tries the plugin with: a shopper who is a distributor. */
export const samples: ConformanceSamples = {
  facts: {
    'core:plan': ['distributor', ''],
    ties: [
      { self: null, own: { binding, seller }, browser: null },
      { self: seller, own: null, browser: { binding, seller } },
    ],
    rates: [bookOf([])],
    inviter: [0, 200],
  },
  async fill(shop) {
    const customer = await shop.customer()
    const body = {
      nickname: '小满妈妈',
      about: '两个孩子',
      terms: termsHash(DEFAULT_TERMS),
      agrees: true,
    }
    const asked = await shop.shop('POST', '/api/store/v1/x/distributor/apply', customer, { body })
    if (asked.status !== 201) throw new Error(asked.text)
    const { json } = await shop.console('GET', '/x/distributor/applications', await shop.owner())
    const [{ id }] = json['items'] as [{ id: string }]
    const approved = await shop.console('POST', `/x/distributor/people/${id}/approve`, await shop.owner())
    if (approved.status !== 200) throw new Error(approved.text)
    return customer
  },
}
