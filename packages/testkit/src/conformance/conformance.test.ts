import {
  BROKEN_AS_WRITTEN,
  BROKEN_IN_SHOP,
  BROKEN_PAIRS,
  CONFORMANCE_CHECKS,
  type ConformanceBroken,
  type ConformanceCheck,
  conformanceSubject,
  HONEST_IN_SHOP,
  HONEST_RULES,
  neighbour,
  neighbourSamples,
  openHouse,
  runChecks,
  soundPlugin,
  soundSamples,
  tryPair,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(180_000)

const checkOf = (id: string) => CONFORMANCE_CHECKS.find((check) => check.id === id) as ConformanceCheck

/** What the one check finds in what is broken for it. */
async function caught(t: Test, broken: ConformanceBroken, subject: ReturnType<typeof conformanceSubject>) {
  const twisted = broken.twist?.(subject) ?? subject
  const [verdict] = await runChecks(twisted, [checkOf(broken.check)])
  const faults = verdict?.faults ?? []
  t.ok(faults.length > 0, `${broken.check} finds nothing`)
  return faults
}

t.test(
  'every check has an id of its own, both languages and something broken that it must catch',
  async (t) => {
    const ids = CONFORMANCE_CHECKS.map(({ id }) => id)
    t.equal(new Set(ids).size, ids.length)
    const proved = new Set([...BROKEN_AS_WRITTEN, ...BROKEN_IN_SHOP].map(({ check }) => check))
    t.same([...proved].sort(), [...ids].sort())
    for (const { title, remedy } of CONFORMANCE_CHECKS)
      for (const words of [title, remedy]) t.ok(words['zh-CN'] !== '' && words.en !== '')
  },
)

t.test('what is broken as written is caught', async (t) => {
  for (const [index, broken] of BROKEN_AS_WRITTEN.entries()) {
    const plugin = soundPlugin(t, `written-${index}`, broken)
    const samples = { ...soundSamples, ...broken.samples }
    const faults = await caught(t, broken, conformanceSubject(t, plugin, samples, { at }))
    t.notMatch(faults.join(), /it failed/, broken.check)
  }
})

t.test('a rule that reads the date it is given is not blamed', async (t) => {
  const prices = CONFORMANCE_CHECKS.filter(({ id }) => id.startsWith('prices.'))
  for (const [index, change] of HONEST_RULES.entries()) {
    const plugin = soundPlugin(t, `honest-${index}`, change)
    for (const { check, faults } of await runChecks(
      conformanceSubject(t, plugin, soundSamples, { at }),
      prices,
    ))
      t.same(faults, [], check.id)
  }
})

t.test(
  'the sound plugin has no faults and everything applies; what is broken in a shop is caught',
  async (t) => {
    const sound = soundPlugin(t, 'sound')
    const broken = BROKEN_IN_SHOP.map((one, index) => ({
      one,
      plugin: soundPlugin(t, `broken-${index}`, one),
    }))
    const pairs = BROKEN_PAIRS.map((change, index) => ({
      finds: change.finds,
      plugin: soundPlugin(t, `pair-${index}`, change),
    }))
    const honest = soundPlugin(t, 'honest', HONEST_IN_SHOP)
    const opened = openHouse(
      t,
      [sound, honest, neighbour, ...[...broken, ...pairs].map(({ plugin }) => plugin)],
      {
        at,
      },
    )
    const house = () => opened
    for (const { check, faults } of await runChecks(
      conformanceSubject(t, sound, soundSamples, { at, house }),
    ))
      t.same(faults, [], check.id)
    for (const { one, plugin } of broken) {
      const samples = { ...soundSamples, ...one.samples }
      const faults = await caught(t, one, conformanceSubject(t, plugin, samples, { at, house }))
      t.comment(`${one.check}: ${String(faults[0]).slice(0, 160)}`)
    }
    const orders = CONFORMANCE_CHECKS.filter(({ id }) => /^(orders|refunds)\./.test(id))
    for (const { check, faults } of await runChecks(
      conformanceSubject(t, honest, soundSamples, { at, house }),
      orders,
    ))
      t.same(faults, [], check.id)
    const beside = { plugin: sound, samples: soundSamples }
    t.same(await tryPair(await opened, { plugin: neighbour, samples: neighbourSamples }, beside), [])
    for (const { plugin, finds } of pairs)
      t.match((await tryPair(await opened, beside, { plugin, samples: soundSamples })).join(), finds)
  },
)
