import { monitorEventLoopDelay } from 'node:perf_hooks'
import { staff } from '@mamapu/core'
import { createTestDatabase } from '@mamapu/testkit'
import t from 'tap'

const at = new Date('2026-03-01T02:00:00Z')
const password = 'right horse battery'
t.setTimeout(120_000)

t.test('a flood of sign-ins waits or is turned away, and the shops do not notice', async (t) => {
  const { db } = await createTestDatabase(t)
  await staff.signUp(db, { login: 'a@b.cn', password, name: 'x', at })
  const lag = monitorEventLoopDelay({ resolution: 10 })
  lag.enable()
  const flood = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => staff.signIn(db, { login: `u${index}@b.cn`, password, at })),
  )
  lag.disable()
  const turnedAway = flood.filter((one) => one.status === 'rejected')
  t.ok(
    turnedAway.length > 0 && turnedAway.length <= 58,
    `two at work, forty waiting, ${turnedAway.length} turned away`,
  )
  t.ok(turnedAway.every((one) => one.status === 'rejected' && one.reason.code === 'BUSY'))
  t.ok(lag.percentile(99) / 1e6 < 200, `${Math.round(lag.percentile(99) / 1e6)} ms`)
  t.match(
    await staff.signIn(db, { login: 'a@b.cn', password, at }),
    { signedIn: true },
    'and then it goes on',
  )
})
