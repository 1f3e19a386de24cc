import type { Words } from '@mamapu/kernel'
import type { CaseState } from './case.rules.js'
import type { CaseEnding, CaseKind, CaseStep } from './case.types.js'

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** What a kind is called, and what it means for who chooses it. */
export const KIND_WORDS: Readonly<
  Record<CaseKind | 'unsent', { readonly title: Words; readonly hint: Words }>
> = {
  unsent: {
    title: words('还没发货，我要退款', 'Not sent yet: money back'),
    hint: words('商家同意后，钱原路退回', 'Once the shop agrees it goes back the way it was paid'),
  },
  refund: {
    title: words('仅退款', 'Money back, goods stay'),
    hint: words('没收到货、少发、破损，不用寄回', 'It never came, something is missing or broken'),
  },
  return: {
    title: words('退货退款', 'Send back, money back'),
    hint: words('把商品寄回，验货后退款', 'Send it back; the money follows once it was looked at'),
  },
  exchange: {
    title: words('换货', 'Exchange'),
    hint: words('寄回后换一件新的', 'Send it back and get another'),
  },
}

/** Where a case stands, as the shopper reads it: a title, and what happens next. `{until}` is the deadline. */
export function standingWords(
  state: CaseState,
  about: { kind: CaseKind; ending: CaseEnding | null },
): {
  readonly title: Words
  readonly next: Words
} {
  const { kind, ending } = about
  switch (state) {
    case 'asked':
      return {
        title: words('等商家处理', 'The shop is looking at it'),
        next: words(
          '你不用做什么。商家最晚 {until} 前答复，没答复就自动同意。',
          'Nothing to do for you. If the shop does not answer by {until}, it counts as agreed.',
        ),
      }
    case 'refused':
      return {
        title: words('商家没有同意', 'The shop said no'),
        next: words(
          '原因写在下面。不认可的话，{until} 前可以再申请一次，补充说明或照片。',
          'Its reason is below. You may ask once more until {until}, with a word or pictures.',
        ),
      }
    case 'escalated':
      return {
        title: words('已再次申请，等商家处理', 'Asked again; the shop is looking at it'),
        next: words(
          '商家最晚 {until} 前答复，没答复就自动同意。',
          'If the shop does not answer by {until}, it counts as agreed.',
        ),
      }
    case 'sending':
      return {
        title: words('商家同意了，请寄回商品', 'Agreed; please send it back'),
        next: words(
          '请在 {until} 前寄出并填上运单号，过期会自动关闭。',
          'Send it and fill in the tracking number by {until}, or the case closes by itself.',
        ),
      }
    case 'sent':
      return {
        title: words('已寄回，等商家收货', 'On its way back'),
        next: words(
          '商家收到后会验货；最晚 {until} 自动算收到。',
          'The shop looks at it on arrival; by {until} it counts as arrived.',
        ),
      }
    case 'arrived':
      return {
        title: words('商家已收到，正在验货', 'Arrived; the shop looks at it'),
        next:
          kind === 'exchange'
            ? words(
                '没问题就给你换新，最晚 {until}。',
                'If all is well you get another, by {until} at the latest.',
              )
            : words(
                '没问题就退款，最晚 {until}。',
                'If all is well the money goes back, by {until} at the latest.',
              ),
      }
    case 'refunded':
      return {
        title: words('退款成功', 'Refunded'),
        next: words(
          '钱原路退回，一般 1–3 个工作日到账。',
          'It goes back the way it was paid, usually within three working days.',
        ),
      }
    case 'exchanged':
      return {
        title: words('换货已安排', 'Another is arranged'),
        next: words('新的商品怎么到你手里，看下面的订单。', 'How it reaches you stands in the order below.'),
      }
    default:
      return { title: words('售后已结束', 'Closed'), next: endingWords(ending) }
  }
}

function endingWords(ending: CaseEnding | null): Words {
  switch (ending) {
    case 'withdrawn':
      return words('你撤回了申请。', 'You withdrew it.')
    case 'refused':
      return words(
        '商家再次拒绝，原因写在下面。仍有争议可以拨打 12315。',
        'The shop refused again; its reason is below. You may turn to the consumer hotline 12315.',
      )
    case 'not_escalated':
      return words('商家拒绝后没有再申请，已自动关闭。', 'It was not asked again after the refusal.')
    case 'not_sent_back':
      return words(
        '到期没有寄回，已自动关闭；还在售后期内可以重新申请。',
        'The goods were not sent back in time; you may ask anew while the time lasts.',
      )
    case 'goods_refused':
      return words(
        '验货没有通过，原因写在下面，商品会寄还给你。',
        'The goods did not pass; the reason is below and they are sent to you again.',
      )
    case 'not_refundable':
      return words(
        '这个订单的退款次数已到上限，没法自动退回；已提醒商家，请直接联系商家处理。',
        'This order has had as many refunds as it can, so nothing goes back by itself; the shop was told, please contact it.',
      )
    default:
      return words('这些商品已经退过款了。', 'The money for these goods went back already.')
  }
}

const STEPS: Readonly<Record<string, Words>> = {
  ask: words('提交了售后申请', 'After-sale asked for'),
  accept: words('商家同意了', 'The shop agreed'),
  refuse: words('商家没有同意', 'The shop said no'),
  escalate: words('再次申请', 'Asked once more'),
  withdraw: words('撤回了申请', 'Withdrawn'),
  send: words('已寄回商品', 'Sent back'),
  arrive: words('商家收到退货', 'Arrived at the shop'),
  pass: words('验货完成', 'Looked at'),
  reject: words('验货未通过', 'Not taken back'),
  note: words('留言', 'Note'),
  address: words('商家更新了退货地址', 'A new return address'),
  settle: words('已退过款，售后结束', 'Refunded already; closed'),
}

/** A step in a few words; what silence did says so. */
export function stepWords({ action, to }: Pick<CaseStep, 'action' | 'to'>): Words {
  if (action !== 'lapse') return STEPS[action] ?? words('有新进展', 'News')
  if (to === 'sending') return words('商家超时未处理，自动同意', 'The shop was silent: agreed by itself')
  if (to === 'arrived') return words('自动算作已收到', 'Counts as arrived')
  if (to === 'closed') return words('到期自动关闭', 'Closed by its deadline')
  return words('商家超时未处理，自动完成', 'The shop was silent: done by itself')
}
