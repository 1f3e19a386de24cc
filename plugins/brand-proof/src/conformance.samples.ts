import { asId } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'
import type { Proof } from './proof.types.js'

const proof: Proof = {
  id: asId('plg', `plg_${'1'.repeat(32)}`),
  brand: '悦护',
  kind: 'letter',
  number: 'A-2026-01',
  issuer: '悦护（中国）有限公司',
  note: '',
  pictures: [
    {
      id: asId('med', `med_${'2'.repeat(32)}`),
      url: '/media/a-480.webp',
      width: 300,
      height: 400,
      alt: '',
      sources: [],
      sha256: '3'.repeat(64),
      fileUrl: '/media/a-480.webp',
    },
  ],
  allGoods: true,
  productIds: [],
  categoryIds: [],
  tags: [],
  validFrom: null,
  validUntil: null,
  startsAt: null,
  endsAt: null,
  isHidden: false,
  told: 99,
}

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: { proofs: [[], [proof]] },
  async fill(shop) {
    const picture = await shop.picture()
    const made = await shop.console('POST', '/x/brand-proof/proofs', await shop.owner(), {
      body: {
        brand: '悦护',
        kind: 'letter',
        pictures: [picture.id],
        number: '',
        issuer: '',
        goods: 'all',
        tags: [],
        categoryIds: [],
        productIds: [],
        note: '',
      },
    })
    if (made.status !== 201) throw new Error(made.text)
    return shop.customer()
  },
}
