import type { ConfigFault } from '@mamapu/plugin-sdk'
import type { FullReductionConfig, Rung } from './full-reduction.config.js'

const fault = (path: string, zh: string, en: string): ConfigFault => ({ path, words: { 'zh-CN': zh, en } })

/** What the fields cannot say about each other; empty when the ladder makes sense. */
export function configFaults(config: FullReductionConfig): ConfigFault[] {
  return [
    ...config.tiers.flatMap((rung, index) => rungFaults(config, rung, index)),
    ...repeatFaults(config),
    ...giftFaults(config),
    ...postageFaults(config),
  ]
}

function rungFaults(config: FullReductionConfig, rung: Rung, index: number): ConfigFault[] {
  const path = `/tiers/${index}`
  const before = config.tiers[index - 1]
  const faults: ConfigFault[] = []
  if (rung.thresholdFen === 0 && rung.thresholdUnits === 0)
    faults.push(
      fault(`${path}/thresholdFen`, '写上满多少元或满多少件', 'Say from which amount or how many units'),
    )
  if (before && !isAbove(rung, before))
    faults.push(
      fault(
        `${path}/thresholdFen`,
        '每一档的门槛要比上一档高',
        'Each rung asks for more than the one before',
      ),
    )
  if (rung.off === 'amount' && rung.amountFen === undefined)
    faults.push(fault(`${path}/amountFen`, '写上减多少', 'Say how much is taken off'))
  if (rung.off === 'amount' && rung.thresholdFen > 0 && (rung.amountFen ?? 0) > rung.thresholdFen)
    faults.push(
      fault(`${path}/amountFen`, '减的钱不能比门槛还多', 'It cannot take off more than it asks for'),
    )
  if (rung.off === 'rate' && rung.offBps === undefined)
    faults.push(fault(`${path}/offBps`, '写上打几折', 'Say which percentage is taken off'))
  const hasGift = config.gifts.some((gift) => gift.rung === index + 1)
  if (rung.off === 'none' && !rung.freeShipping && !hasGift)
    faults.push(
      fault(
        `${path}/off`,
        '这一档什么也没给：减钱、打折、包邮或赠品选一样',
        'This rung gives nothing: choose something',
      ),
    )
  return faults
}

function isAbove(rung: Rung, before: Rung): boolean {
  return (
    rung.thresholdFen >= before.thresholdFen &&
    rung.thresholdUnits >= before.thresholdUnits &&
    (rung.thresholdFen > before.thresholdFen || rung.thresholdUnits > before.thresholdUnits)
  )
}

function repeatFaults({ tiers, repeatsMax }: FullReductionConfig): ConfigFault[] {
  const [only] = tiers
  if (repeatsMax === 1 || (tiers.length === 1 && only?.off === 'amount')) return []
  return [
    fault('/repeatsMax', '「每满都减」只能有一档减钱', 'Only a single rung with an amount off can repeat'),
  ]
}

function giftFaults({ gifts, tiers }: FullReductionConfig): ConfigFault[] {
  return gifts.flatMap((gift, index) => [
    ...(gift.rung > tiers.length
      ? [fault(`/gifts/${index}/rung`, '没有这一档', 'There is no such rung')]
      : []),
    ...(gift.stock === 'own' && gift.ownUnits === undefined
      ? [fault(`/gifts/${index}/ownUnits`, '写上留出多少件', 'Say how many are set aside')]
      : []),
    ...(gifts.findIndex(({ skuId, stock }) => skuId === gift.skuId && stock !== gift.stock) >= 0
      ? [
          fault(
            `/gifts/${index}/stock`,
            '同一个赠品的库存方式要一样',
            'The same gift takes its stock in one way',
          ),
        ]
      : []),
  ])
}

function postageFaults({ shippingOffBps, tiers }: FullReductionConfig): ConfigFault[] {
  if (shippingOffBps === undefined || (tiers[0]?.thresholdFen ?? 0) > 0) return []
  return [
    fault(
      '/tiers/0/thresholdFen',
      '邮费打折要写第一档满多少元',
      'Postage less needs an amount on the first rung',
    ),
  ]
}
