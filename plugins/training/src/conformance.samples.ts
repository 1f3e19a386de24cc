import type { ConformanceSamples } from '@mamapu/testkit'

const row = (digit: string, whom: 'everyone' | 'distributors', is_done: boolean) => ({
  id: digit.repeat(32),
  whom,
  is_done,
})

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: {
    progress: [[], [row('1', 'everyone', true), row('2', 'distributors', false)]],
    'core:plan': ['', 'distributor:gold'],
  },
  async fill(shop) {
    const made = await shop.console('POST', '/x/training/lessons', await shop.owner(), {
      body: {
        ...{ title: '怎么选尺码', body: '尺码偏大', videoUrl: '', pictures: [], minutes: 3, place: 1 },
        ...{ whom: 'everyone', isShown: true },
      },
    })
    if (made.status !== 201) throw new Error(made.text)
    const customer = await shop.customer()
    const path = `/api/store/v1/x/training/lessons/${made.json.id}/complete`
    const done = await shop.shop('POST', path, customer)
    if (done.status !== 200) throw new Error(done.text)
    return customer
  },
  publicRoutes: ['POST /lessons/:id/complete'],
}
