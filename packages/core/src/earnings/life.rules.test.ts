import { addFen, type Fen, mulBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import { owedFen } from './earning.rules.js'
import { takenBy } from './life.rules.js'

t.test(
  'property: whatever is refunded in whatever parts, the parts add up and stay within the rate',
  async () => {
    const fen = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(
        fen,
        fc.integer({ min: 1, max: 4000 }),
        fen,
        fc.array(fc.nat(400_000), { maxLength: 8 }),
        (base, bps, per, parts) => {
          const baseFen = toFen(base)
          const byRate = { baseFen, bps, amountFen: mulBps(baseFen, bps, 'down') }
          const byUnit = { baseFen, bps: null, amountFen: toFen(Math.min(per, base)) }
          for (const part of [byRate, byUnit]) {
            let [refunded, taken] = [ZERO_FEN, ZERO_FEN]
            for (const wanted of parts) {
              const back = Math.min(wanted, base - refunded) as Fen
              const fen = takenBy(part, refunded, back)
              if (fen < 0) return false
              taken = addFen(taken, fen)
              refunded = addFen(refunded, back)
            }
            const left = part.amountFen - taken
            const share = (BigInt(part.amountFen) * BigInt(base - refunded)) / BigInt(base)
            if (left !== owedFen(part, refunded) || left > base - refunded) return false
            if (part.bps !== null && left !== Number((BigInt(base - refunded) * BigInt(bps)) / 10_000n))
              return false
            if (part.bps === null && left !== Number(share)) return false
            if (refunded === base && left !== 0) return false
          }
          return true
        },
      ),
      { numRuns: 2000 },
    )
  },
)
