import type { TenantTx } from '@mamapu/db'
import { assert, type Id, must } from '@mamapu/kernel'
import {
  findTransfer,
  type LedgerAccount,
  postPending,
  reverse,
  setAside,
  voidPending,
} from '../ledger/index.js'
import { tellPayee } from './payout.messages.js'
import { insertStep, type WithdrawalChange, writeWithdrawal } from './withdrawal.queries.js'
import { isOver, moveOf, type WithdrawalAction } from './withdrawal.rules.js'
import type { Withdrawal } from './withdrawal.types.js'

/** What a withdrawal is made of, each a transfer of its own under one cause. */
const LEGS = [
  { leg: 'net', account: 'clearing:payout', of: (row: Withdrawal) => row.netFen },
  { leg: 'fee', account: 'income:payout-fee', of: (row: Withdrawal) => row.feeFen },
  { leg: 'tax', account: 'liability:tax', of: (row: Withdrawal) => row.taxFen },
] as const satisfies readonly { leg: string; account: LedgerAccount; of(row: Withdrawal): number }[]

const causeOf = (id: Id<'wdr'>) => `withdrawal:${id}`

const legsOf = (row: Withdrawal) =>
  LEGS.map(({ leg, account, of }) => ({ leg, account, amount: of(row) })).filter(({ amount }) => amount > 0)

/**
 * Takes a withdrawal's money off what is available. False when the balance does not cover it: then nothing may be kept of the
 * transaction, a part may have been set aside.
 */
export async function reserveMoney(tx: TenantTx, row: Withdrawal): Promise<boolean> {
  for (const { leg, account, amount } of legsOf(row)) {
    const debit: LedgerAccount = `payee:${row.payeeId}`
    const aside = await setAside(tx, {
      unit: 'CNY',
      debit,
      credit: account,
      amount,
      cause: causeOf(row.id),
      leg,
      at: row.askedAt,
    })
    if (!aside.entered) return false
  }
  return true
}

/** The money went out: what was set aside is posted. */
async function postMoney(tx: TenantTx, row: Withdrawal, at: Date): Promise<void> {
  await settle(tx, row, { from: '', to: '.paid', at }, postPending)
}

/** It did not go out: what was set aside is available again. */
async function freeMoney(tx: TenantTx, row: Withdrawal, at: Date): Promise<void> {
  await settle(tx, row, { from: '', to: '.back', at }, voidPending)
}

/** It had gone out and came back: posted again the other way. */
async function returnMoney(tx: TenantTx, row: Withdrawal, at: Date): Promise<void> {
  await settle(tx, row, { from: '.paid', to: '.returned', at }, reverse)
}

const MONEY = { post: postMoney, void: freeMoney, reverse: returnMoney } as const

async function settle(
  tx: TenantTx,
  row: Withdrawal,
  { from, to, at }: { from: string; to: string; at: Date },
  enter: typeof postPending,
): Promise<void> {
  const cause = causeOf(row.id)
  for (const { leg, amount } of legsOf(row)) {
    const of = must(
      await findTransfer(tx, cause, `${leg}${from}`),
      `${cause} ${leg}${from}: not in the ledger`,
    )
    const entered = await enter(tx, { of, amount, cause, leg: `${leg}${to}`, at })
    assert(entered.entered, `${cause} ${leg}${to}: less is left of it than it was`)
  }
}

export interface MoveAsk {
  readonly action: WithdrawalAction
  /** A staff id, `payee`, `provider` or `system`. */
  readonly actor: string
  readonly note?: string
  readonly change?: WithdrawalChange
  readonly at: Date
}

/**
 * Takes a held withdrawal one step on: its state, its money in the ledger, its history and a word to the payee, all in this
 * transaction. Null, writing nothing, where that step cannot be taken.
 */
export async function moveWithdrawal(
  tx: TenantTx,
  row: Withdrawal,
  { action, actor, note = '', change = {}, at }: MoveAsk,
): Promise<Withdrawal | null> {
  const move = moveOf(row, action)
  if (!move) return null
  if (move.money) await MONEY[move.money](tx, row, at)
  const next = await writeWithdrawal(tx, row, {
    ...change,
    state: move.to,
    ...(isOver(move.to) ? { dueAt: null, confirmUrl: null, doneAt: at } : {}),
  })
  if (move.to !== row.state || action !== 'accept')
    await insertStep(tx, row.id, { action, from: row.state, to: move.to, actor, note, at })
  await tellPayee(tx, next, { action, at })
  return next
}
